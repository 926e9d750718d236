"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { SelectLink } from "#components/list/select-link.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { PersonMark } from "#components/ui/identity.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { GrantLink } from "#features/grants/grant-link.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatDuration, formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { APPROVAL_STATUS } from "../approval-status.ts";
import { WorkActions } from "../decide/work-actions.tsx";
import { showApproval } from "./approval-path.ts";
import { isReview, type Reviewed } from "./reviewed.ts";
import { StageList } from "./stage-list.tsx";

const RISK_TONE = { low: "text-ink-3", medium: "text-hold", high: "text-deny", critical: "text-deny" } as const;

/** The side column: next to the arguments if there is room, otherwise below them. */
export function CardAside({ approval }: { approval: Reviewed }) {
  const { level, reasons } = approval.risk;
  return (
    <aside
      aria-label="About this approval"
      className="border-t px-4 pb-6 tablet:px-7 @min-[760px]:border-t-0 @min-[760px]:border-l @min-[760px]:px-5"
    >
      {reasons.length > 0 && (
        <Part title={`Why the risk is ${level}`}>
          <ul className="flex flex-col">
            {reasons.map((reason) => (
              <li key={reason} className="flex gap-2 text-ink-2">
                <span className="flex h-5 items-center">
                  <Diamond size={7} className={RISK_TONE[level]} />
                </span>
                {reason}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {(approval.stages.length > 1 ||
        approval.stages.some(({ quorum, escalates_at, escalated }) => quorum > 1 || escalates_at || escalated)) && (
        <Part title="Stages">
          <StageList stages={approval.stages} />
        </Part>
      )}
      {isReview(approval) && approval.status === "pending" && (
        <Part title="Claim">
          <WorkActions approval={approval} />
        </Part>
      )}
      {isReview(approval) && approval.given_grant && (
        <Part title="Grant">
          <p className="text-ink-2">
            A standing grant was given with this approval. <GrantLink id={approval.given_grant}>Open grant</GrantLink>
          </p>
        </Part>
      )}
      {isReview(approval) && <Approvers approval={approval} />}
      {isReview(approval) && <RecentDecisions recent={approval.recent} />}
    </aside>
  );
}

function Approvers({ approval }: { approval: ApprovalReview }) {
  const me = useMe();
  const stage = approval.stages.find(({ satisfied }) => !satisfied) ?? approval.stages.at(-1);
  const open = stage ? stage.quorum - stage.approvals : 1;
  const pending = approval.status === "pending";
  // Recorded votes that stopped counting are not in the stages.
  const votes = approval.stages.flatMap((each) => each.votes);
  return (
    <Part title="Approvers" note={stage && stage.quorum > 1 ? `${stage.approvals} of ${stage.quorum} approved` : undefined}>
      <ul className="flex flex-col gap-2.5">
        {approval.eligible.map(({ id, name }) => {
          const vote = votes.findLast(({ user }) => user.id === id);
          return (
            <li key={id} className="flex min-h-5 items-center gap-2.5">
              <PersonMark name={name} size={20} />
              <span className="min-w-0 flex-1 truncate">{id === me.user.id ? "You" : name}</span>
              {vote && <StatusPill state={vote.decision === "approve" ? "allow" : "deny"}>{formatUtcTime(vote.at).slice(0, 5)}</StatusPill>}
              {!vote && pending && id === me.user.id && approval.you.can_decide && (
                <StatusPill state="hold">{open > 1 ? `${open} more` : "Your turn"}</StatusPill>
              )}
            </li>
          );
        })}
      </ul>
      {approval.eligible.length === 0 && <p className="text-ink-2">No one can decide this now.</p>}
      {!approval.you.can_decide && approval.you.because && (
        <p className="mt-2 text-label text-ink-2">You cannot decide this. {approval.you.because}</p>
      )}
    </Part>
  );
}

/** Names the properties that an earlier request shares with this one, besides the action. */
function sharedProperties(reasons: ApprovalReview["recent"][number]["reasons"]): string {
  const words = reasons.flatMap(({ by, values }) => (by === "action" ? [] : by === "fields" ? values : [by]));
  return words.length === 0 ? "" : `, same ${words.join(", ")}`;
}

function RecentDecisions({ recent }: { recent: ApprovalReview["recent"] }) {
  const now = useNow();
  return (
    <Part title="Similar decisions" note="of the same action">
      {recent.length === 0 && <p className="text-ink-2">No earlier requests for this action.</p>}
      <ul className="flex flex-col gap-1">
        {recent.map(({ id, status, target, summary, decided_by, decided_at, took_ms, reasons }) => {
          const { mark, word } = APPROVAL_STATUS[status];
          return (
            <li key={id}>
              <SelectLink
                href={`/approvals/${id}`}
                onSelect={() => showApproval(id, { replace: false })}
                className="quick -ml-1.5 flex items-center gap-2.5 rounded-control px-1.5 py-px hover:bg-hover"
              >
                <GateMark state={mark} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-label font-medium">
                    {summary !== null ? <Claim text={summary} /> : target === null ? word : <UntrustedInline text={target} />}
                  </span>
                  <span className="block truncate text-small text-ink-3">
                    {decided_by?.name ?? "no one"}
                    {decided_at && (
                      <time dateTime={decided_at} title={formatUtc(decided_at)}>
                        , {formatAgo(now - Date.parse(decided_at))}
                      </time>
                    )}
                    {sharedProperties(reasons)}
                  </span>
                </span>
                <span className="tnum shrink-0 text-small text-ink-3">{decided_at ? formatDuration(took_ms) : word.toLowerCase()}</span>
                <span className="sr-only">{word}</span>
              </SelectLink>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Part({ title, note, children }: { title: string; note?: string | undefined; children: ReactNode }) {
  return (
    <section className="border-b py-4 last:border-b-0 tablet:py-[17px]">
      <div className="mb-1.5 flex items-baseline justify-between gap-2">
        <h3 className="shrink-0 text-body">{title}</h3>
        {note && <span className="min-w-0 truncate text-label text-ink-3">{note}</span>}
      </div>
      {children}
    </section>
  );
}
