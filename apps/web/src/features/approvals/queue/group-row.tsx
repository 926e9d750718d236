"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { ChevronDown, ChevronRight, Info } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { showGroup } from "../card/approval-path.ts";
import { pendingOf, type QueueGroup, sumOf } from "./group-queue.ts";
import { askingPolicies } from "./queue-filter.ts";
import { useSelect } from "./queue-selection.tsx";
import { SelectBox } from "./select-box.tsx";
import { SumText } from "./sum-text.tsx";

const GroupSheet = dynamic(() => import("./group-sheet.tsx").then((module) => module.GroupSheet), { ssr: false });

interface GroupRowProps {
  group: QueueGroup;
  isOpen: boolean;
  current: boolean;
}

/** Returns the pending requests of a group, their sum, and the one that expires first. */
function read(group: QueueGroup) {
  const pending = pendingOf(group);
  const urgent = pending.reduce<Approval | null>((one, other) => (one && one.expires_at <= other.expires_at ? one : other), null);
  return { pending, sum: sumOf(pending), urgent };
}

/** Similar requests as one row, with their number and the shortest time left. */
export function GroupRow({ group, isOpen, current }: GroupRowProps) {
  const { selected, selectedKey, blockedReason, toggleGroup, toggleOpen } = useSelect();
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const { pending, sum, urgent } = useMemo(() => read(group), [group]);
  const first = group.items[0]?.approval;
  if (!first) return null;
  const count = selectedKey === group.key ? selected.length : 0;
  const names = askingPolicies(first).map(({ name }) => name);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className={clsx("flex animate-appear border-l-2", current ? "border-accent bg-accent-wash" : "border-transparent hover:bg-hover")}>
      <SelectBox
        label={`Select ${plural(pending.length, "request", "requests")} of ${first.action_type}`}
        checked={count === 0 ? false : count === pending.length ? true : "mixed"}
        blocked={pending.length === 0 ? "None of these is pending any more." : blockedReason(group.key)}
        onChange={() => toggleGroup(group)}
      />
      <button
        type="button"
        data-row={group.key}
        data-group={group.key}
        aria-expanded={isOpen}
        onClick={() => {
          showGroup(group.key);
          toggleOpen(group);
        }}
        className={clsx(
          "quick block min-w-0 flex-1 pt-3 pr-4 pb-[13px] pl-1.5 text-left focus-visible:-outline-offset-2",
          urgent === null && "opacity-60",
        )}
      >
        <span className="flex h-5 items-center justify-between gap-3">
          <span className="flex min-w-0 items-center gap-1.5 font-medium max-tablet:text-[14px]">
            <Chevron size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
            <span className="tnum truncate">{plural(pending.length, "similar request", "similar requests")}</span>
          </span>
          {urgent ? (
            <Countdown from={urgent.requested_at} until={urgent.expires_at} />
          ) : (
            <span className="text-label text-ink-3">no longer pending</span>
          )}
        </span>
        <span className="mt-[3px] block min-h-5 truncate text-ink-2">
          <ActionName type={first.action_type} className="mr-2 text-[12px]" />
          {sum && (
            <>
              <SumText {...sum} />,{" "}
            </>
          )}
          {[...names, first.environment].join(", ")}
        </span>
        <span className="mt-[7px] flex h-[18px] items-center justify-between gap-3 text-label">
          <span className="flex min-w-0 items-center gap-2 text-ink-2">
            <AgentMark name={first.requested_by.name} />
            <span className="truncate">{first.requested_by.name}</span>
          </span>
          {count > 0 ? <span className="tnum text-accent-text">{formatCount(count)} selected</span> : <Risk level={first.risk.level} />}
        </span>
      </button>
      <button
        type="button"
        aria-label={`Details of ${plural(pending.length, "similar request", "similar requests")} of ${first.action_type}`}
        onClick={() => setIsSheetOpen(true)}
        className="quick flex w-11 shrink-0 items-center justify-center border-l text-ink-2 focus-visible:-outline-offset-2 desk:hidden"
      >
        <Info size={18} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {isSheetOpen && <GroupSheet groupKey={group.key} onClose={() => setIsSheetOpen(false)} />}
    </div>
  );
}
