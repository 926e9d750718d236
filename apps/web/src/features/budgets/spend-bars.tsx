"use client";

import { Bar } from "recharts";
import { BarFrame } from "#components/ui/bar-frame.tsx";
import { formatUsd } from "./budget-words.ts";

export interface SpendDay {
  readonly name: string;
  readonly usd: number;
  /** True for a day that has not begun; its costs are an estimate. */
  readonly isProjected: boolean;
}

const SCALE = { width: 48, ticks: 4, format: (usd: number) => formatUsd(String(usd)) };
const spent = ({ usd, isProjected }: SpendDay) => (isProjected ? 0 : usd);
const projected = ({ usd, isProjected }: SpendDay) => (isProjected ? usd : 0);

/** One bar per day, dashed for projected days. Loaded after the page, because the chart library is larger than the page. */
export function SpendBars({ data, height }: { data: readonly SpendDay[]; height: number }) {
  return (
    <BarFrame
      data={data}
      height={height}
      scale={SCALE}
      describe={({ usd, isProjected }) => [[isProjected ? "Projected" : "Spend", formatUsd(String(usd))]]}
    >
      <Bar stackId="day" dataKey={spent} fill="var(--accent)" isAnimationActive={false} />
      <Bar stackId="day" dataKey={projected} fill="none" stroke="var(--ink-3)" strokeDasharray="2 2" isAnimationActive={false} />
    </BarFrame>
  );
}
