"use client";

import type { Overview } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { NumberLink } from "#components/ui/number-link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { SPAN_WORDS } from "#features/shell/time-range.tsx";
import { plural } from "#lib/format/text.ts";
import { formatDay, formatUtcTime } from "#lib/format/time.ts";
import { DECISION_STACK } from "./decision-stack.ts";

const HEIGHT = 168;
const DecisionsBars = dynamic(() => import("./decisions-bars.tsx").then((module) => module.DecisionsBars), {
  ssr: false,
  loading: () => <SkeletonBar className="size-full" />,
});

/** The decisions per hour or day, by status. */
export function DecisionsChart({ overview }: { overview: Overview }) {
  const { buckets, bucket, totals } = overview.decisions;
  const label = (from: string) => (bucket === "hour" ? formatUtcTime(from).slice(0, 5) : formatDay(from));
  const data = buckets.map(({ from, ...counts }) => ({ name: label(from), ...counts }));
  const all = totals.executed.count + totals.held.count + totals.denied.count;
  return (
    <section aria-label="Decisions" className="min-w-0">
      <h2 className="text-body">
        Decisions <span className="ml-1.5 text-label font-normal text-ink-3">last {SPAN_WORDS[overview.window]}, UTC</span>
      </h2>
      <ul className="mt-2 mb-3 flex flex-wrap gap-x-5 gap-y-1 text-label">
        {DECISION_STACK.map(({ status, word, mark }) => (
          <li key={status} className="flex items-center gap-2">
            <GateMark state={mark} />
            <NumberLink {...totals[status]}>{word}</NumberLink>
          </li>
        ))}
      </ul>
      <ChartFrame
        label={`Decisions by ${bucket}`}
        summary={`${plural(all, "decision", "decisions")}: ${DECISION_STACK.map(({ status, word }) => `${totals[status].count} ${word}`).join(", ")}.`}
        table={{
          columns: [bucket === "hour" ? "Hour, UTC" : "Day, UTC", ...DECISION_STACK.map(({ word }) => word)],
          rows: data.map((row) => [row.name, ...DECISION_STACK.map(({ status }) => row[status])]),
        }}
        height={HEIGHT}
      >
        <DecisionsBars data={data} height={HEIGHT} />
      </ChartFrame>
    </section>
  );
}
