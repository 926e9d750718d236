"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { NumberLink } from "#components/ui/number-link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { plural } from "#lib/format/text.ts";
import { formatDuration } from "#lib/format/time.ts";
import { decisionDots, type TimeToDecide } from "./decide-times.ts";

const HEIGHT = 168;

const DecideTimeDots = dynamic(() => import("./decide-time-dots.tsx").then((module) => module.DecideTimeDots), {
  ssr: false,
  loading: () => <SkeletonBar className="size-full" />,
});

/** The time that people took to decide, one diamond per decision on a logarithmic axis. */
export function DecideTimeChart({ times, span }: { times: TimeToDecide; span: string }) {
  const { dots, each } = decisionDots(times);
  const { count, median_ms, p95_ms, target_ms, past_target } = times;
  return (
    <section aria-label="Time to decide" className="min-w-0">
      <h2 className="text-body">
        Time to decide{" "}
        <span className="ml-1.5 text-label font-normal">
          <NumberLink count={count} href={times.href}>
            {count === 1 ? "decision" : "decisions"}, {span}
          </NumberLink>
        </span>
      </h2>
      <p className="mt-2 mb-3 flex min-h-4 flex-wrap gap-x-5 gap-y-1 text-label">
        {median_ms !== null && <Figure value={formatDuration(median_ms)} name="median" />}
        {p95_ms !== null && <Figure value={formatDuration(p95_ms)} name="p95" />}
        {past_target.count > 0 && (
          <NumberLink {...past_target} className="text-hold [&_span]:text-hold">
            over {formatDuration(target_ms)}
          </NumberLink>
        )}
        {each > 1 && <span className="text-ink-3">each diamond represents {each} decisions</span>}
      </p>
      <ChartFrame
        label="Time to decide"
        summary={
          median_ms === null
            ? `No decisions in ${span}.`
            : `${plural(count, "decision", "decisions")}, median ${formatDuration(median_ms)}, ${past_target.count} over ${formatDuration(target_ms)}.`
        }
        table={{
          columns: ["Time to decide", "Decisions"],
          rows: times.bins.map((bin) => [`${formatDuration(bin.from_ms)} to ${formatDuration(bin.to_ms)}`, bin.count]),
        }}
        height={HEIGHT}
      >
        <DecideTimeDots times={times} dots={dots} height={HEIGHT} />
      </ChartFrame>
    </section>
  );
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <span>
      <span className="tnum font-semibold">{value}</span> <span className="text-ink-2">{name}</span>
    </span>
  );
}
