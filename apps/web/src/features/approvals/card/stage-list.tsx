"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration, formatUtc, formatUtcTime } from "#lib/format/time.ts";

type Stage = ApprovalReview["stages"][number];

const STATES = {
  waiting: { state: "idle", text: "Waiting" },
  open: { state: "hold", text: "Open" },
  approved: { state: "allow", text: "Approved" },
  denied: { state: "deny", text: "Denied" },
  ended: { state: "idle", text: "Ended" },
} as const;

/** The stages of an approval in order, with the votes of each and its next escalation. */
export function StageList({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol className="flex flex-col gap-3.5">
      {stages.map((stage, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the stages of a request never change their order
        <li key={at}>
          <StageEntry stage={stage} number={at + 1} of={stages.length} />
        </li>
      ))}
    </ol>
  );
}

function StageEntry({ stage, number, of }: { stage: Stage; number: number; of: number }) {
  const { state, text } = STATES[stage.status];
  return (
    <>
      <p className="flex min-h-5 items-center justify-between gap-2">
        <span className="font-medium">
          {of > 1 ? `Stage ${number} of ${of}` : "Votes"}
          <span className="tnum ml-2 font-normal text-ink-3">
            {stage.approvals} of {stage.quorum}
          </span>
        </span>
        <StatusPill state={state}>{text}</StatusPill>
      </p>
      <p className="text-label break-words text-ink-3">{stage.approvers.join(", ")}</p>
      {stage.votes.length > 0 && (
        <ul className="mt-1 flex flex-col gap-0.5 text-label">
          {stage.votes.map(({ user, decision, at, for: right }) => (
            <li key={`${user.id} ${at}`} className="flex justify-between gap-2">
              <span className="min-w-0 truncate">
                {user.name} {decision === "approve" ? "approved" : "denied"}
                {right && ` for ${right.name}`}
              </span>
              <time dateTime={at} title={formatUtc(at)} className="tnum text-ink-3">
                {formatUtcTime(at).slice(0, 5)}
              </time>
            </li>
          ))}
        </ul>
      )}
      {stage.status === "open" && <Escalation stage={stage} />}
    </>
  );
}

function Escalation({ stage: { escalated, escalates_at } }: { stage: Stage }) {
  const now = useNow();
  if (!escalates_at) return escalated ? <p className="mt-1 text-label text-hold">Escalated.</p> : null;
  const left = Math.max(0, Date.parse(escalates_at) - now);
  return (
    <p className="mt-1 text-label text-ink-2" title={formatUtc(escalates_at)}>
      {escalated ? "Escalated. Escalates again in" : "Escalates in"} <span className="tnum">{formatDuration(left)}</span>
    </p>
  );
}
