"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/ui/chart-frame.tsx";
import { DECISION_STACK } from "./decision-stack.ts";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;

type Row = { readonly name: string } & Readonly<Record<(typeof DECISION_STACK)[number]["status"], number>>;

interface TickPlace {
  readonly x: number | string;
  readonly y: number | string;
  readonly index: number;
  readonly payload: { readonly value: string };
}

/** Aligns the first label with the left edge of the bars. */
function TimeTick({ x, y, index, payload }: TickPlace) {
  const first = index === 0;
  return (
    <text x={first ? 0 : x} y={y} dy="0.71em" textAnchor={first ? "start" : "middle"} {...AXIS}>
      {payload.value}
    </text>
  );
}

/** One bar per hour or day. Loaded after the page, because the chart library is larger than the page. */
export function DecisionsBars({ data, height }: { data: readonly Row[]; height: number }) {
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart accessibilityLayer data={[...data]} barCategoryGap={2} maxBarSize={12} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="name"
          height={22}
          tick={(at: TickPlace) => <TimeTick {...at} />}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          interval="equidistantPreserveStart"
          minTickGap={48}
        />
        <YAxis orientation="right" width={28} allowDecimals={false} tickCount={3} tick={AXIS} tickLine={false} axisLine={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--hover)" }}
          content={({ active, payload }) => {
            const row = active ? (payload[0]?.payload as Row | undefined) : undefined;
            return row ? <ChartTooltip title={row.name} lines={DECISION_STACK.map(({ status, word }) => [word, row[status]])} /> : null;
          }}
        />
        {DECISION_STACK.map(({ status, word, fill }) => (
          <Bar
            key={status}
            dataKey={status}
            name={word}
            stackId="decisions"
            fill={fill}
            stroke="var(--surface)"
            strokeWidth={0.5}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
