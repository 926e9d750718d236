"use client";

import type { PostureHistory } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { formatDay } from "#lib/format/time.ts";
import { formatDelta, trendPoints } from "./trend.ts";
import type { TrendLinesProps } from "./trend-lines.tsx";

const TrendLines = dynamic(() => import("./trend-lines.tsx").then((module) => module.TrendLines), {
  ssr: false,
  loading: () => <SkeletonBar className="size-full" />,
});

/** The score per day as steps. Hollow diamonds mark the largest changes. */
export function TrendChart({ history, height, labels }: TrendLinesProps) {
  const points = trendPoints(history.data);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  return (
    <ChartFrame
      label="Posture by day"
      summary={`${last.score} today, ${formatDelta(history.change)} since ${formatDay(first.at)}.`}
      table={{ columns: ["Day", "Score", "Change"], rows: history.data.map((day) => [day.day, day.score, changesOf(day)]) }}
      height={height}
    >
      <TrendLines history={history} height={height} labels={labels} />
    </ChartFrame>
  );
}

function changesOf({ moved }: PostureHistory["data"][number]): string {
  return moved.map(({ delta }) => formatDelta(delta)).join(" ");
}
