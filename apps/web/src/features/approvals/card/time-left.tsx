"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { CountdownBar, URGENCY_TEXT, useTimeLeft } from "#components/ui/countdown.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatAgo, formatClock, formatDuration, formatUtc } from "#lib/format/time.ts";
import { endOf } from "../approval-status.ts";
import { Section } from "./section.tsx";

interface Reading {
  readonly big: string;
  readonly label: string;
  readonly next: string | null;
  readonly tone: string;
}

/** Returns the current clock: time until the request expires or the approval lapses, the time the decision took, or the age of the request. */
function useReading(approval: Approval): Reading {
  const { status, requested_at, expires_at, decided_at, lapses_at, use_within } = approval;
  const counts =
    status === "approved" && lapses_at ? { from: decided_at ?? requested_at, until: lapses_at } : { from: requested_at, until: expires_at };
  const { left, urgency } = useTimeLeft(counts);
  const now = useNow();
  if (status === "pending" || (status === "approved" && lapses_at)) {
    const pending = status === "pending";
    return {
      big: formatClock(left),
      label: pending ? "until it expires" : "until it lapses unused",
      next: pending ? `once approved, valid for ${formatDuration(use_within * 1_000)}` : null,
      tone: URGENCY_TEXT[urgency],
    };
  }
  const end = endOf(approval);
  if (end === null) {
    return { big: formatAgo(now - Date.parse(requested_at)), label: "requested", next: formatSeconds(requested_at), tone: "text-ink" };
  }
  return {
    big: formatDuration(Date.parse(end) - Date.parse(requested_at)),
    label: decided_at ? "from request to decision" : "from request to the end",
    next: formatSeconds(end),
    tone: "text-ink",
  };
}

const formatSeconds = (time: string) => formatUtc(time).replace(/\.\d{3}/, "");

/** The clock at the right of the head, in wide panes. */
export function Clock({ approval }: { approval: Approval }) {
  const { big, label, next, tone } = useReading(approval);
  return (
    <div className="hidden shrink-0 text-right @min-[760px]:block">
      <p role="timer" className={clsx("tnum text-clock font-medium", tone)}>
        {big}
      </p>
      <p className="text-label text-ink-2">{label}</p>
      {next && <p className="text-label text-ink-3">{next}</p>}
    </div>
  );
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** The clock as a section, in narrow panes. */
export function TimeLeftSection({ approval }: { approval: Approval }) {
  const { big, label, next, tone } = useReading(approval);
  const { share, urgency } = useTimeLeft({ from: approval.requested_at, until: approval.expires_at });
  const pending = approval.status === "pending";
  return (
    <div className="border-b max-tablet:-mx-4 max-tablet:px-4 @min-[760px]:hidden">
      <Section title={pending ? "Time left" : "Time"} end={<span className={clsx("tnum font-semibold", tone)}>{big}</span>}>
        {pending && <CountdownBar share={share} urgency={urgency} className="h-1 w-full" />}
        <p className="mt-1.5 text-label text-ink-3">
          {[label, next]
            .filter((part) => part !== null)
            .map(sentence)
            .join(" ")}
        </p>
      </Section>
    </div>
  );
}
