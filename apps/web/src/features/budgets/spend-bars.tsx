"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/ui/chart-frame.tsx";
import { formatUsd } from "./budget-words.ts";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;

export interface SpendDay {
  readonly name: string;
  readonly usd: number;
  /** True for a day that has not begun; its costs are an estimate. */
  readonly isProjected: boolean;
}

const spent = ({ usd, isProjected }: SpendDay) => (isProjected ? 0 : usd);
const projected = ({ usd, isProjected }: SpendDay) => (isProjected ? usd : 0);

/** One bar per day, dashed for projected days. Loaded after the page, because the chart library is larger than the page. */
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
            return day ? (
              <ChartTooltip title={day.name} lines={[[day.isProjected ? "Projected" : "Spend", formatUsd(String(day.usd))]]} />
            ) : null;
          }}
        />
        <Bar stackId="day" dataKey={spent} fill="var(--accent)" isAnimationActive={false} />
        <Bar stackId="day" dataKey={projected} fill="none" stroke="var(--ink-3)" strokeDasharray="2 2" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
