"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/ui/chart-frame.tsx";
import { formatUsd } from "./budget-words.ts";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;

export interface SpendDay {
  readonly name: string;
  readonly usd: number;
}

/** One bar per day. Loaded after the page, because the chart library is larger than the page. */
export function SpendBars({ data, height }: { data: readonly SpendDay[]; height: number }) {
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart accessibilityLayer data={[...data]} barCategoryGap={2} maxBarSize={14} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="name"
          height={22}
          tick={AXIS}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          interval="equidistantPreserveStart"
          minTickGap={40}
          padding={{ left: 14 }}
        />
        <YAxis
          orientation="right"
          width={48}
          tickCount={4}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          tickFormatter={(usd: number) => formatUsd(String(usd))}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--hover)" }}
          content={({ active, payload }) => {
            const day = active ? (payload[0]?.payload as SpendDay | undefined) : undefined;
            return day ? <ChartTooltip title={day.name} lines={[["Spend", formatUsd(String(day.usd))]]} /> : null;
          }}
        />
        <Bar dataKey="usd" fill="var(--accent)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
