"use client";

import { Bar, Cell, ReferenceArea, ReferenceLine } from "recharts";
import { BarFrame } from "#components/ui/bar-frame.tsx";

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
    <BarFrame data={data} height={height} scale={{ width: 36, ticks: 3 }} describe={({ value }) => [[unit, value]]}>
      <ReferenceArea y1={low} y2={high} fill="var(--accent-wash)" fillOpacity={1} ifOverflow="extendDomain" />
      <ReferenceLine y={threshold} stroke="var(--hold)" strokeDasharray="2 2" ifOverflow="extendDomain" />
      <Bar dataKey="value" isAnimationActive={false}>
        {data.map(({ name, value }) => (
          <Cell key={name} fill={value >= threshold ? "var(--hold)" : "var(--ink-3)"} />
        ))}
      </Bar>
    </BarFrame>
  );
}
