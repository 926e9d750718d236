"use client";

import type { Overview } from "@agentlattice/contract";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame, ChartTooltip } from "#components/ui/chart-frame.tsx";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";
import { NumberLink } from "#components/ui/number-link.tsx";
import { plural } from "#lib/format/text.ts";
import { formatDay, formatUtcTime } from "#lib/format/time.ts";
import { WINDOW_WORDS } from "./use-overview.ts";

const HEIGHT = 168;
const AXIS = { fontSize: 11, fill: "var(--ink-3)" } as const;
/** Bottom to top. */
const STACK = [
  { status: "executed", word: "executed", mark: "allow", fill: "var(--line-strong)" },
  { status: "held", word: "held", mark: "hold", fill: "var(--hold)" },
  { status: "denied", word: "denied", mark: "deny", fill: "var(--deny)" },
] as const satisfies readonly { status: string; word: string; mark: GateState; fill: string }[];

interface TickPlace {
  readonly x: number | string;
  readonly y: number | string;
  readonly index: number;
  readonly payload: { readonly value: string };
}

/** The first label begins where the bars do. */
function TimeTick({ x, y, index, payload }: TickPlace) {
  const first = index === 0;
  return (
    <text x={first ? 0 : x} y={y} dy="0.71em" textAnchor={first ? "start" : "middle"} {...AXIS}>
      {payload.value}
    </text>
  );
}

/** What became of the actions of each hour or day. */
export function DecisionsChart({ overview }: { overview: Overview }) {
  const { buckets, bucket, totals } = overview.decisions;
  const label = (from: string) => (bucket === "hour" ? formatUtcTime(from).slice(0, 5) : formatDay(from));
  const data = buckets.map(({ from, ...counts }) => ({ name: label(from), ...counts }));
  const all = totals.executed.count + totals.held.count + totals.denied.count;
  return (
    <section aria-label="Decisions" className="min-w-0">
      <h2 className="text-body">
        Decisions <span className="ml-1.5 text-label font-normal text-ink-3">last {WINDOW_WORDS[overview.window]}, UTC</span>
      </h2>
      <ul className="mt-2 mb-3 flex flex-wrap gap-x-5 gap-y-1 text-label">
        {STACK.map(({ status, word, mark }) => (
          <li key={status} className="flex items-center gap-2">
            <GateMark state={mark} />
            <NumberLink {...totals[status]}>{word}</NumberLink>
          </li>
        ))}
      </ul>
      <ChartFrame
        label={`Decisions by ${bucket}`}
        summary={`${plural(all, "decision", "decisions")}: ${STACK.map(({ status, word }) => `${totals[status].count} ${word}`).join(", ")}.`}
        table={{
          columns: [bucket === "hour" ? "Hour, UTC" : "Day, UTC", ...STACK.map(({ word }) => word)],
          rows: data.map((row) => [row.name, ...STACK.map(({ status }) => row[status])]),
        }}
        height={HEIGHT}
      >
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart accessibilityLayer data={data} barCategoryGap={2} maxBarSize={12} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
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
                const row = active ? (payload[0]?.payload as (typeof data)[number] | undefined) : undefined;
                return row ? <ChartTooltip title={row.name} lines={STACK.map(({ status, word }) => [word, row[status]])} /> : null;
              }}
            />
            {STACK.map(({ status, word, fill }) => (
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
      </ChartFrame>
    </section>
  );
}
