"use client";

import clsx from "clsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatClock } from "#lib/format/time.ts";

type Span = { readonly from: string; readonly until: string };

/** Returns the time left until `until` by the server's clock, and how urgent that is. */
export function useTimeLeft({ from, until }: Span) {
  const end = Date.parse(until);
  const left = Math.max(0, end - useNow());
  const share = Math.min(1, left / Math.max(1, end - Date.parse(from)));
  const urgency = share < 0.15 ? ("late" as const) : share < 0.5 ? ("soon" as const) : ("normal" as const);
  return { left, share, urgency };
}

export const URGENCY_TEXT = { normal: "text-ink", soon: "text-hold", late: "text-deny" } as const;
const URGENCY_FILL = { normal: "bg-ink-3", soon: "bg-hold", late: "bg-deny" } as const;

/** A bar that drains to the left. */
export function CountdownBar({ share, urgency, className }: { share: number; urgency: keyof typeof URGENCY_FILL; className: string }) {
  return (
    <span aria-hidden="true" className={clsx("countdown-bar block bg-line", className)}>
      <span className={clsx("block h-full", URGENCY_FILL[urgency])} style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** The bar and the time left, as shown in a table row. */
export function Countdown(span: Span) {
  const { left, share, urgency } = useTimeLeft(span);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <CountdownBar share={share} urgency={urgency} className="h-[3px] w-9" />
      <span role="timer" className={clsx("tnum", URGENCY_TEXT[urgency])}>
        {formatClock(left)}
        <span className="sr-only"> left</span>
      </span>
    </span>
  );
}
