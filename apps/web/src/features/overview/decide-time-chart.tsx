"use client";

import { ReferenceLine, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { NumberLink } from "#components/ui/number-link.tsx";
import { plural } from "#lib/format/text.ts";
import { formatDuration } from "#lib/format/time.ts";
import { type Dot, decisionDots, nameTick, type TimeToDecide, timeAxis } from "./decide-times.ts";

const HEIGHT = 168;
const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;
const SHORTEST_AXIS = 13;

/** How long people took, one diamond a decision on a logarithmic axis. */
export function DecideTimeChart({ times, span }: { times: TimeToDecide; span: string }) {
  const { dots, each } = decisionDots(times);
  const { domain, ticks } = timeAxis(times);
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
            past {formatDuration(target_ms)}
          </NumberLink>
        )}
        {each > 1 && <span className="text-ink-3">each diamond is {each} decisions</span>}
      </p>
      <ChartFrame
        label="Time to decide"
        summary={
          median_ms === null
            ? `Nobody decided anything in ${span}.`
            : `${plural(count, "decision", "decisions")}, median ${formatDuration(median_ms)}, ${past_target.count} past ${formatDuration(target_ms)}.`
        }
        table={{
          columns: ["Took", "Decisions"],
          rows: times.bins.map((bin) => [`${formatDuration(bin.from_ms)} to ${formatDuration(bin.to_ms)}`, bin.count]),
        }}
        height={HEIGHT}
      >
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <ScatterChart accessibilityLayer margin={{ top: 20, right: 8, bottom: 0, left: 8 }}>
            <XAxis
              dataKey="took"
              height={22}
              type="number"
              scale="log"
              domain={domain}
              ticks={ticks}
              tickFormatter={nameTick}
              tick={AXIS}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
            />
            <YAxis dataKey="height" type="number" hide domain={[0, Math.max(SHORTEST_AXIS, ...dots.map(({ height }) => height))]} />
            {median_ms !== null && <ReferenceLine x={Math.max(1, median_ms)} stroke="var(--ink-3)" strokeDasharray="2 3" />}
            <ReferenceLine
              x={target_ms}
              stroke="var(--hold)"
              strokeDasharray="2 3"
              label={{ value: formatDuration(target_ms), position: "top", fontSize: 11, fill: "var(--hold)" }}
            />
            <Scatter data={dots} isAnimationActive={false} shape={(dot: Placed) => <Decision {...dot} />} />
          </ScatterChart>
        </ResponsiveContainer>
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

type Placed = { readonly cx?: number; readonly cy?: number; readonly payload?: Dot };

function Decision({ cx = 0, cy = 0, payload }: Placed) {
  const r = 3.6;
  return (
    <path d={`M${cx - r} ${cy} ${cx} ${cy - r} ${cx + r} ${cy} ${cx} ${cy + r}Z`} fill={payload?.late ? "var(--hold)" : "var(--ink-3)"} />
  );
}
