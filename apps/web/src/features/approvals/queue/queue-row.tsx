"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { TriangleAlert } from "lucide-react";
import { memo } from "react";
import { SelectLink } from "#components/list/select-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { endOf, statusOf } from "../approval-status.ts";
import { subjectOf } from "../card/subject-of.ts";
import type { QueueGroup } from "./group-queue.ts";
import { useQueueSelection, useSelect } from "./queue-selection.tsx";
import { SelectBox } from "./select-box.tsx";

interface QueueRowProps {
  approval: Approval;
  selected: boolean;
  /** True for an approval that is no longer pending but keeps its position while the list is paused. */
  removed: boolean;
  /** The open group that contains the approval. */
  group: QueueGroup | null;
  /** Differences between the approval and the others of its group. */
  difference: string | null;
  search: string;
  onOpen: (id: string) => void;
}

/** One approval in the list. It is a link, so it can be opened in another tab. A move renders only the two rows that it changes. */
export const QueueRow = memo(function QueueRow({ approval, selected, removed, group, difference, search, onOpen }: QueueRowProps) {
  const { id, action_type, target, summary, arguments_line, requested_by, risk } = approval;
  return (
    <div
      className={clsx(
        "flex animate-appear border-l-2",
        selected ? "border-accent bg-accent-wash" : "border-transparent hover:bg-hover",
        removed && "opacity-60",
      )}
    >
      {group && <SelectRequest approval={approval} removed={removed} group={group} />}
      <SelectLink
        href={`/approvals/${id}${search}`}
        data-row={id}
        data-approval={id}
        aria-current={selected ? "true" : undefined}
        onSelect={() => onOpen(id)}
        className={clsx(
          "quick block min-w-0 flex-1 pt-3 pr-4 pb-[13px] focus-visible:-outline-offset-2",
          group === null ? "pl-3.5" : "pl-1.5",
        )}
      >
        <span className="flex h-5 items-center justify-between gap-3">
          {summary === null ? (
            <ActionName type={action_type} className="truncate text-[13px] font-medium max-tablet:text-[14px]" />
          ) : (
            <span className="truncate font-medium max-tablet:text-[14px]">
              <Claim text={summary} />
            </span>
          )}
          {removed || approval.status !== "pending" ? (
            <Outcome approval={approval} removed={removed} />
          ) : (
            <Countdown from={approval.requested_at} until={approval.expires_at} />
          )}
        </span>
        <span className="mt-[3px] block min-h-5 truncate text-ink-2">
          {summary !== null && <ActionName type={action_type} className="mr-2 text-[12px]" />}
          {target !== null && <UntrustedInline text={target} />}
          {summary === null && arguments_line !== undefined && (
            <span className="ml-2 text-ink-3">
              <UntrustedInline text={arguments_line} />
            </span>
          )}
          <Progress approval={approval} />
        </span>
        <span className="mt-[7px] flex h-[18px] items-center justify-between gap-3 text-label">
          <span className="flex min-w-0 items-center gap-2 text-ink-2">
            <AgentMark name={requested_by.name} />
            <span className="truncate">{requested_by.name}</span>
          </span>
          {difference === null ? <Risk level={risk.level} /> : <Difference text={difference} />}
        </span>
      </SelectLink>
    </div>
  );
});

function SelectRequest({ approval, removed, group }: { approval: Approval; removed: boolean; group: QueueGroup }) {
  const { digests } = useQueueSelection();
  const { toggle, selectTo, blockedReason } = useSelect();
  return (
    <SelectBox
      label={`Select ${subjectOf(approval)}`}
      checked={!removed && digests.get(approval.id) === approval.digest}
      blocked={removed ? "This request is no longer pending." : blockedReason(group.key)}
      onChange={(isRange) => (isRange ? selectTo : toggle)(approval, group)}
    />
  );
}

function Difference({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-hold" title={text}>
      <TriangleAlert size={12} aria-hidden="true" className="shrink-0" />
      <span className="truncate">{text}</span>
    </span>
  );
}

/** The progress of a request that needs several approvers. */
function Progress({ approval: { stages, target } }: { approval: Approval }) {
  const open = stages.find(({ quorum, approvals, satisfied }) => !satisfied && quorum > 1 && approvals > 0);
  if (!open) return null;
  return `${target === null ? "" : ", "}${open.approvals} of ${open.quorum} approved`;
}

/** The mark and the label without a pill, because pills are reserved for headings. */
function Outcome({ approval, removed }: { approval: Approval; removed: boolean }) {
  const now = useNow();
  const { mark, word } = statusOf(approval);
  if (removed && approval.status === "pending") return <span className="text-label text-ink-3">no longer pending</span>;
  const at = endOf(approval);
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-label text-ink-2">
      <GateMark state={mark} />
      {word}
      {at !== null && (
        <time dateTime={at} title={formatUtc(at)} className="tnum text-ink-3">
          {formatAgo(now - Date.parse(at))}
        </time>
      )}
    </span>
  );
}

export function QueueSkeleton() {
  return (
    <ul aria-label="Loading" aria-busy="true">
      {[0, 1, 2, 3, 4].map((row) => (
        <li key={row} className="h-[95px] border-b px-4 py-3.5">
          <RowSkeleton />
        </li>
      ))}
    </ul>
  );
}

function RowSkeleton() {
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex justify-between">
        <SkeletonBar className="h-3 w-24" />
        <SkeletonBar className="h-3 w-16" />
      </div>
      <SkeletonBar className="h-3 w-40" />
      <div className="flex justify-between">
        <SkeletonBar className="h-4 w-28" />
        <SkeletonBar className="h-3 w-14" />
      </div>
    </div>
  );
}
