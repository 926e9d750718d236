"use client";

import type { PostureHistory } from "@agentlattice/contract";
import { CartesianGrid, Line, LineChart, ReferenceDot, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/ui/chart-frame.tsx";
import { formatDay } from "#lib/format/time.ts";
import { byDay, type DayLabel, dayTicks, scoreAxis, trendEvents, trendPoints } from "./trend.ts";

const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;
const MARGIN = { top: 16, right: 0, bottom: 0, left: 0 };
const DAY_MS = 86_400_000;

export interface TrendLinesProps {
  history: PostureHistory;
  height: number;
  /** `letters` refer to a list next to the chart; `words` label the changes in the chart. */
  labels: "letters" | "words";
}

/** The lines of the chart. Loaded after the page, because the chart library is larger than the page. */
export function TrendLines({ history, height, labels }: TrendLinesProps) {
  const points = trendPoints(history.data);
  const events = byDay(trendEvents(history.data));
  const { domain, ticks } = scoreAxis(points.map(({ score }) => score));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  // A step line needs two points.
  const drawn = points.length === 1 ? [{ ...first, at: first.at - DAY_MS }, first] : points;
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart accessibilityLayer data={drawn} margin={MARGIN}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={["dataMin", "dataMax"]}
          ticks={dayTicks(drawn)}
          tickFormatter={(at: number) => (at === last.at ? "Today" : formatDay(at))}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          height={22}
          padding={{ left: 14, right: 14 }}
          interval="preserveStartEnd"
        />
        <YAxis orientation="right" width={28} domain={domain} ticks={ticks} tick={AXIS} tickLine={false} axisLine={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={({ active, payload }) =>
            active && payload[0] ? (
              <ChartTooltip title={formatDay(payload[0].payload.at)} lines={[["Score", payload[0].payload.score]]} />
            ) : null
          }
        />
        <Line
          dataKey="score"
          type="stepAfter"
          stroke="var(--accent)"
          strokeWidth={1.75}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        {events.map((event) => (
          <ReferenceDot
            key={event.day}
            x={Date.parse(`${event.day}T00:00:00Z`)}
            y={event.score}
            shape={(at: Point) => <EventMark {...at} event={event} label={event[labels]} anchor={anchorOf(event, labels, points)} />}
          />
        ))}
        <ReferenceDot x={last.at} y={last.score} shape={(at: Point) => <Mark {...at} filled />} />
      </LineChart>
    </ResponsiveContainer>
  );
}

interface Point {
  readonly cx?: number;
  readonly cy?: number;
}

function Mark({ cx = 0, cy = 0, filled }: Point & { filled?: boolean }) {
  const r = 4.5;
  return (
    <path
      d={`M${cx - r} ${cy} ${cx} ${cy - r} ${cx + r} ${cy} ${cx} ${cy + r}Z`}
      fill={filled ? "var(--accent)" : "var(--surface)"}
      stroke="var(--accent)"
      strokeWidth={1.3}
    />
  );
}

type Anchor = "start" | "middle" | "end";

/** Keeps labels near the edges inside the chart. */
function anchorOf({ day }: DayLabel, labels: TrendLinesProps["labels"], points: readonly { readonly day: string }[]): Anchor {
  if (labels === "letters") return "middle";
  const position = points.findIndex((point) => point.day === day) / Math.max(1, points.length - 1);
  return position < 0.15 ? "start" : position > 0.85 ? "end" : "middle";
}

function EventMark({ cx = 0, cy = 0, event, label, anchor }: Point & { event: DayLabel; label: string; anchor: Anchor }) {
  const shift = anchor === "start" ? -5 : anchor === "end" ? 5 : 0;
  return (
    <g>
      <Mark cx={cx} cy={cy} />
      <text x={cx + shift} y={event.delta > 0 ? cy - 10 : cy + 19} textAnchor={anchor} fontSize={11} fill="var(--ink)">
        {label}
      </text>
    </g>
  );
}
