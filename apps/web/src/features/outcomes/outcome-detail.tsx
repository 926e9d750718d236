"use client";

import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedBlock, UntrustedInline, UntrustedTag } from "#components/ui/untrusted.tsx";
import { useAgent } from "#features/agents/use-agents.ts";
import type { Reviewed } from "#features/approvals/card/reviewed.ts";
import { useReview } from "#features/approvals/use-approvals.ts";
import { useNames } from "#features/audit/use-entries.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatCount, shortId } from "#lib/format/text.ts";
import { formatDuration, formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { type Fact, listFacts } from "./list-facts.ts";
import { QuestionNote } from "./question-note.tsx";
import { SettleForm } from "./settle-form.tsx";
import { useApprovalEntries } from "./use-outcomes.ts";

/** Shows an action whose outcome is unknown, and the form that settles it. */
export function OutcomeDetail({ id }: { id: string }) {
  const { data: approval, error, refetch } = useReview(id);
  if (approval) return <Loaded approval={approval} />;
  return (
    <div className="p-6">
      {error ? (
        <ErrorNotice title="The action did not load" stillWorks="Nothing was settled." error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonBar className="h-24 w-full" />
      )}
    </div>
  );
}

function Loaded({ approval }: { approval: Reviewed }) {
  const { can } = useMe();
  const { id, summary, target, action_type, requested_by, outcome } = approval;
  return (
    <div className="pane min-h-0 flex-1">
      <header className="border-b px-6 pb-5 max-wide:pt-5">
        <div className="mb-3 flex items-center justify-between gap-3">
          <OutcomePill approval={approval} />
        </div>
        <h2 className="text-entry break-words">{summary === null ? <ActionName type={action_type} /> : <Claim text={summary} />}</h2>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-label text-ink-2">
          <AgentMark name={requested_by.name} />
          <span>{requested_by.name}</span>
          {target !== null && <UntrustedInline text={target} />}
        </p>
        {outcome?.contradicted && (
          <p role="status" className="mt-3 text-label text-deny">
            A later report says otherwise. Both are recorded. Look it up at the provider.
          </p>
        )}
        <p className="mt-3 text-label">
          <Link href={`/approvals/${id}`} className="text-accent-text hover:underline">
            Open request
          </Link>
        </p>
      </header>
      <Facts approval={approval} />
      <ProviderKey eventId={approval.executed_event_id ?? approval.audit_event_id} />
      {outcome?.status === "unknown" && <QuestionNote agent={requested_by.name} />}
      {outcome?.status === "unknown" && (
        <section aria-label="Settle" className="px-6 py-5">
          {can.decide ? <SettleForm key={id} id={id} /> : <p className="text-label text-ink-2">Your role cannot settle outcomes.</p>}
        </section>
      )}
    </div>
  );
}

function OutcomePill({ approval: { outcome } }: { approval: Reviewed }) {
  const now = useNow();
  if (!outcome) return <span />;
  if (outcome.status === "executed") return <StatusPill state="allow">Executed</StatusPill>;
  if (outcome.status === "failed") return <StatusPill state="deny">Failed</StatusPill>;
  if (outcome.status === "awaited") return <StatusPill state="hold">Report awaited</StatusPill>;
  return (
    <span className="flex flex-1 items-center justify-between gap-3">
      <StatusPill state="hold">Outcome unknown</StatusPill>
      <span className="tnum text-label text-ink-2" title={formatUtc(outcome.due_at)}>
        for {formatDuration(Math.max(0, now - Date.parse(outcome.due_at)))}
      </span>
    </span>
  );
}

function Facts({ approval }: { approval: Reviewed }) {
  const entries = useApprovalEntries(approval.id);
  const agent = useAgent(approval.requested_by.id);
  const names = useNames();
  const nameOf = (id: string) => names.get(id) ?? shortId(id);
  const facts = listFacts({ approval, entries: entries.data?.data ?? [], agent: agent.data ?? null, nameOf });
  return (
    <section aria-label="Known facts" className="border-b px-6 py-5">
      <h3 className="mb-2.5 text-body">Known facts</h3>
      {!entries.data && !entries.error && <SkeletonBar className="h-24 w-full" />}
      {!entries.data && entries.error && (
        <ErrorNotice
          title="The entries did not load"
          stillWorks="The outcome can still be settled."
          error={entries.error}
          onRetry={() => void entries.refetch()}
        />
      )}
      <ol className="flex flex-col gap-2.5">
        {facts.map((fact) => (
          <KnownFact key={fact.key} fact={fact} />
        ))}
      </ol>
    </section>
  );
}

function KnownFact({ fact: { at, text, seq, claim } }: { fact: Fact }) {
  return (
    <li className="flex gap-3">
      <span className="flex h-5 items-center">
        <Diamond size={8} hollow={seq === null} className={seq === null ? "text-ink-3" : "text-accent"} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">{text}</p>
        {claim !== null && <UntrustedBlock text={claim} />}
        <p className="text-label text-ink-2">
          {seq === null ? (
            <UntrustedTag />
          ) : (
            <Link href={`/audit?entry=${seq}`} className="hover:underline">
              recorded, entry {formatCount(seq)}
            </Link>
          )}
        </p>
      </div>
      <time dateTime={at} title={formatUtc(at)} className="tnum shrink-0 text-label text-ink-2">
        {formatUtcTime(at)}
      </time>
    </li>
  );
}

/** The id of the action, which an agent can send to a provider as its idempotency key. */
function ProviderKey({ eventId }: { eventId: string }) {
  return (
    <section aria-label="Key" className="flex items-center justify-between gap-4 border-b px-6 py-5">
      <div className="min-w-0">
        <h3 className="text-label font-normal text-ink-2">Look this up at the provider</h3>
        <p className="font-mono text-code break-all">{eventId}</p>
      </div>
      <CopyButton value={eventId} label="key" />
    </section>
  );
}
