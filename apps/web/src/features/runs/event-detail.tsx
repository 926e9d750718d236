"use client";

import type { AuditEvent, RunEvent } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { Link } from "#components/ui/link.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { UntrustedInline, UntrustedTag } from "#components/ui/untrusted.tsx";
import { DetailSection } from "#features/agents/detail-section.tsx";
import { EntryPayloads } from "#features/audit/entry-payloads.tsx";
import { useEntryDetail, useNames } from "#features/audit/use-entries.ts";
import { formatCount, shortId } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { RedactedViews } from "./redacted-views.tsx";

/** One event of a run: what the agent reported, or the ledger entry with what the model saw. */
export function EventDetail({ event }: { event: RunEvent }) {
  const names = useNames();
  const { entry } = event;
  return (
    <div className="pane min-h-0 flex-1">
      <div className="border-b px-6 pb-5 max-wide:pt-5">
        <h2 className="font-mono text-entry break-words">{entry?.action_type ? <ActionName type={entry.action_type} /> : event.type}</h2>
        {entry?.action_type && <p className="mt-1 font-mono text-code text-ink-2">{event.type}</p>}
      </div>
      {event.kind === "lifecycle" ? <Reported event={event} /> : entry ? <Governed entry={entry} /> : <Hidden />}
      <DetailSection title="Details">
        <dl className="grid grid-cols-[112px_1fr] gap-y-1.5 text-label">
          <Fact name="Recorded">{formatUtc(event.recorded_at)}</Fact>
          {event.kind === "lifecycle" && <Fact name="Agent's clock">{formatUtc(event.at)}</Fact>}
          <Fact name="Agent">{event.agent_id ? (names.get(event.agent_id) ?? shortId(event.agent_id)) : "none"}</Fact>
          {event.iteration_index !== null && <Fact name="Iteration">{formatCount(event.iteration_index)}</Fact>}
        </dl>
      </DetailSection>
    </div>
  );
}

function Reported({ event: { data, withheld } }: { event: RunEvent }) {
  return (
    <section aria-label="Data" className="border-b px-6 py-5">
      <h3 className="mb-2.5 flex items-center gap-2 text-body">
        Data <UntrustedTag />
      </h3>
      {withheld !== null && <p className="text-label text-ink-2">Withheld from you. {withheld}</p>}
      {withheld === null && data === null && <p className="text-label text-ink-2">The event has no data.</p>}
      {data !== null && (
        <ScrollRegion
          label="Data of the event"
          className="max-h-96 rounded-control bg-sunken px-3 py-2.5 font-mono text-code break-words whitespace-pre-wrap"
        >
          <UntrustedInline text={JSON.stringify(data, null, 2)} />
        </ScrollRegion>
      )}
    </section>
  );
}

/**
 * The payload of a decision holds the submission after redaction, which is what the model sees. Originals are revealed per entry. Without a
 * payload that the person may read, there are no views to choose from.
 */
function Governed({ entry }: { entry: AuditEvent }) {
  const isRedacted = entry.event_types.includes("guardrail.redacted");
  const { data } = useEntryDetail(entry.seq);
  const isReadable = data?.payloads.some(({ state }) => state === "shown") ?? false;
  return (
    <>
      {isRedacted && isReadable && <RedactedViews eventId={entry.id} />}
      <DetailSection title="Decision">
        {!(isRedacted && isReadable) && (
          <p className="mb-3 text-label text-ink-2">
            {isRedacted ? "Fields of this action were redacted." : "Nothing of this action was redacted."}
          </p>
        )}
        <dl className=" grid grid-cols-[112px_1fr] gap-y-1.5 text-label">
          <Fact name="Entry">
            <Link href={`/audit?entry=${entry.seq}`} className="tnum font-medium text-accent-text hover:underline">
              {formatCount(entry.seq)}
            </Link>
          </Fact>
          {entry.status && <Fact name="Status">{entry.status}</Fact>}
          {entry.denial_reason && (
            <Fact name="Reason">
              <span className="font-mono">{entry.denial_reason}</span>
            </Fact>
          )}
          {entry.approval_id && (
            <Fact name="Approval">
              <Link href={`/approvals/${entry.approval_id}`} className="font-medium text-accent-text hover:underline">
                {shortId(entry.approval_id)}
              </Link>
            </Fact>
          )}
          <Fact name="Leaf hash">
            <Hash value={entry.leaf_hash} label="leaf hash" />
          </Fact>
        </dl>
      </DetailSection>
      <EntryPayloads seq={entry.seq} />
    </>
  );
}

function Hidden() {
  return (
    <DetailSection title="Entry">
      <p className="text-label text-ink-2">The entry of this event belongs to an agent whose entries you may not read.</p>
    </DetailSection>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-3">{name}</dt>
      <dd className="tnum min-w-0 break-words text-ink-2">{children}</dd>
    </div>
  );
}
