"use client";

import { ReferenceLine, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { formatDuration } from "#lib/format/time.ts";
import { type Dot, nameTick, type TimeToDecide, timeAxis } from "./decide-times.ts";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;
const SHORTEST_AXIS = 13;

/** The diamonds of the chart. Loaded after the page, because the chart library is larger than the page. */
export function DecideTimeDots({ times, dots, height }: { times: TimeToDecide; dots: readonly Dot[]; height: number }) {
  const { domain, ticks } = timeAxis(times);
  const { median_ms, target_ms } = times;
  return (
    <ResponsiveContainer width="100%" height={height}>
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
        <YAxis dataKey="height" type="number" hide domain={[0, Math.max(SHORTEST_AXIS, ...dots.map((dot) => dot.height))]} />
        {median_ms !== null && <ReferenceLine x={Math.max(1, median_ms)} stroke="var(--ink-3)" strokeDasharray="2 3" />}
        <ReferenceLine
          x={target_ms}
          stroke="var(--hold)"
          strokeDasharray="2 3"
          label={{ value: formatDuration(target_ms), position: "top", fontSize: 11, fill: "var(--hold)" }}
        />
        <Scatter data={[...dots]} isAnimationActive={false} shape={(dot: PlottedDecision) => <Decision {...dot} />} />
      </ScatterChart>
    </ResponsiveContainer>
  );
}

type PlottedDecision = { readonly cx?: number; readonly cy?: number; readonly payload?: Dot };

function Decision({ cx = 0, cy = 0, payload }: PlottedDecision) {
  const r = 3.6;
  return (
    <path d={`M${cx - r} ${cy} ${cx} ${cy - r} ${cx + r} ${cy} ${cx} ${cy + r}Z`} fill={payload?.late ? "var(--hold)" : "var(--ink-3)"} />
  );
}
