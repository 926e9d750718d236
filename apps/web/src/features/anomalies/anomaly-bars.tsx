"use client";

import { Bar, BarChart, CartesianGrid, Cell, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/ui/chart-frame.tsx";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;

export interface HourValue {
  readonly name: string;
  readonly value: number;
}

interface AnomalyBarsProps {
  data: readonly HourValue[];
  low: number;
  high: number;
  threshold: number;
  unit: string;
  height: number;
}

/** One bar per hour with the usual range and the threshold. Loaded with the first chart. */
export function AnomalyBars({ data, low, high, threshold, unit, height }: AnomalyBarsProps) {
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart accessibilityLayer data={[...data]} barCategoryGap={2} maxBarSize={12} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <ReferenceArea y1={low} y2={high} fill="var(--accent-wash)" fillOpacity={1} ifOverflow="extendDomain" />
        <XAxis
          dataKey="name"
          height={22}
          tick={AXIS}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          interval="equidistantPreserveStart"
          minTickGap={48}
          padding={{ left: 12 }}
        />
        <YAxis orientation="right" width={36} allowDecimals={false} tickCount={3} tick={AXIS} tickLine={false} axisLine={false} />
        <ReferenceLine y={threshold} stroke="var(--hold)" strokeDasharray="2 2" ifOverflow="extendDomain" />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--hover)" }}
          content={({ active, payload }) => {
            const hour = active ? (payload[0]?.payload as HourValue | undefined) : undefined;
            return hour ? <ChartTooltip title={hour.name} lines={[[unit, hour.value]]} /> : null;
          }}
        />
        <Bar dataKey="value" isAnimationActive={false}>
          {data.map(({ name, value }) => (
            <Cell key={name} fill={value >= threshold ? "var(--hold)" : "var(--ink-3)"} />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}
