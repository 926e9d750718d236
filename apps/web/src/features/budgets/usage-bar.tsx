import type { Budget } from "@agentlattice/contract";
import clsx from "clsx";
import { formatShare, sharesOf, stateOf } from "./budget-words.ts";

const FILL = { deny: "bg-deny", hold: "bg-hold", idle: "bg-ink-2" } as const;

/** A bar with the charged and the reserved part of a cap, and a tick for each threshold. */
export function UsageBar({ budget }: { budget: Budget }) {
  const shares = sharesOf(budget);
  return (
    <div aria-hidden className="relative h-2 w-full min-w-24 bg-line">
      <div className={clsx("absolute inset-y-0 left-0", FILL[stateOf(budget).tone])} style={{ width: `${shares.used}%` }} />
      <div
        className="absolute inset-y-0 border border-ink-3 bg-surface"
        style={{ left: `${shares.used}%`, width: `${shares.reserved}%`, display: shares.reserved === 0 ? "none" : undefined }}
      />
      {budget.thresholds.map(({ share }) => (
        <span key={share} title={formatShare(share)} className="absolute -inset-y-0.5 w-px bg-ink-3" style={{ left: `${share * 100}%` }} />
      ))}
    </div>
  );
}
