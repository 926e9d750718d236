"use client";

import { Bar } from "recharts";
import { BarFrame } from "#components/ui/bar-frame.tsx";
import { DECISION_STACK } from "./decision-stack.ts";

type Row = { readonly name: string } & Readonly<Record<(typeof DECISION_STACK)[number]["status"], number>>;

const SCALE = { width: 28, ticks: 3 };

/** One bar per hour or day. Loaded after the page, because the chart library is larger than the page. */
export function DecisionsBars({ data, height }: { data: readonly Row[]; height: number }) {
  return (
    <BarFrame
      data={data}
      height={height}
      scale={SCALE}
      describe={(row) => DECISION_STACK.map(({ status, word }) => [word, row[status]] as const)}
    >
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
    </BarFrame>
  );
}
