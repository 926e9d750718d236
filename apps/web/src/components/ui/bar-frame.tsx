"use client";

import type { ReactNode } from "react";
import { BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "./chart-frame.tsx";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;

interface TickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly index: number;
  readonly payload: { readonly value: string };
}

/** Aligns the first label with the left edge of the bars. */
function TimeTick({ x, y, index, payload }: TickProps) {
  const first = index === 0;
  return (
    <text x={first ? 0 : x} y={y} dy="0.71em" textAnchor={first ? "start" : "middle"} {...AXIS}>
      {payload.value}
    </text>
  );
}

interface BarFrameProps<Row> {
  data: readonly Row[];
  height: number;
  /** The labels at the right. */
  scale: { width: number; ticks: number; format?: (value: number) => string };
  /** Returns the lines of the tooltip of a bar. */
  describe: (row: Row) => readonly (readonly [string, string | number])[];
  /** The bars, and lines or areas of recharts. */
  children: ReactNode;
}

/** The axes, the grid and the tooltip of a chart with one bar per hour or day. */
export function BarFrame<Row extends { readonly name: string }>({ data, height, scale, describe, children }: BarFrameProps<Row>) {
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart accessibilityLayer data={[...data]} barCategoryGap={2} maxBarSize={12} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="name"
          height={22}
          tick={(at: TickProps) => <TimeTick {...at} />}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          interval="equidistantPreserveStart"
          minTickGap={48}
        />
        <YAxis
          orientation="right"
          width={scale.width}
          allowDecimals={scale.format !== undefined}
          tickCount={scale.ticks}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          tickFormatter={scale.format}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--hover)" }}
          content={({ active, payload }) => {
            const row = active ? (payload[0]?.payload as Row | undefined) : undefined;
            return row ? <ChartTooltip title={row.name} lines={describe(row)} /> : null;
          }}
        />
        {children}
      </BarChart>
    </ResponsiveContainer>
  );
}
