"use client";

import type { Costs } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { ChartFrame } from "#components/ui/chart-frame.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { SPAN_DAYS } from "#features/shell/time-range.tsx";
import { plural } from "#lib/format/text.ts";
import { formatDay } from "#lib/format/time.ts";
import { formatUsd } from "./budget-words.ts";
import { daysBetween, projectDays } from "./spend-days.ts";
import { GROUPS, useCosts, useSpendView } from "./use-budgets.ts";

const HEIGHT = 190;
const MAX_NAMED = 5;
const GROUP_WORDS = { agent: "Agent", model: "Model" } as const;
const SpendBars = dynamic(() => import("./spend-bars.tsx").then((module) => module.SpendBars), {
  ssr: false,
  loading: () => <SkeletonBar className="size-full" />,
});

/** The costs of the selected days: their sum, the projection of the month, the days, and who caused them. */
export function SpendSection() {
  const [{ span, group }] = useSpendView();
  const days = useCosts(SPAN_DAYS[span], "day");
  const groups = useCosts(SPAN_DAYS[span], group);
  const error = days.error ?? groups.error;
  if (error)
    return (
      <div className="p-5 tablet:px-6">
        <ErrorNotice
          title="The costs did not load"
          stillWorks="Budgets are still enforced."
          error={error}
          onRetry={() => void Promise.all([days.refetch(), groups.refetch()])}
        />
      </div>
    );
  if (!days.data || !groups.data) return <SkeletonBar className="m-5 h-[230px] tablet:mx-6" />;
  return <Spend days={days.data} groups={groups.data} />;
}

function Spend({ days, groups }: { days: Costs; groups: Costs }) {
  const [{ group }, setView] = useSpendView();
  const { total, projection, unknown_models } = days;
  const spent = daysBetween(days);
  const toDay = (isProjected: boolean) => (one: { day: string; usd: string | number }) => ({
    name: formatDay(`${one.day}T00:00:00Z`),
    usd: Number(one.usd),
    isProjected,
  });
  const ahead = projectDays(spent, projection);
  const data = [...spent.map(toDay(false)), ...ahead.map(toDay(true))];
  const named = groups.groups.slice(0, MAX_NAMED);
  return (
    <section aria-label="Spend" className="max-desk:border-t flex flex-wrap gap-x-10 gap-y-4 px-4 py-5 tablet:px-6">
      <div className="w-52 shrink-0">
        <h2 className="text-label font-normal text-ink-2">Spend since {formatDay(days.from)}</h2>
        <p className="tnum mt-1 text-[32px] leading-10 font-book">{formatUsd(total.usd)}</p>
        {total.unknown > 0 && <p className="text-label text-hold">{plural(total.unknown, "request", "requests")} without a price</p>}
        <h3 className="mt-3 text-label font-normal text-ink-2">
          {projection ? `Projected, ${formatDay(Date.parse(projection.until) - 1)}` : "Projection"}
        </h3>
        {projection ? (
          <p className="tnum">
            <span className="font-strong">{formatUsd(projection.usd)}</span>
            <span className="block text-label text-ink-2">
              {formatUsd(projection.low)} to {formatUsd(projection.high)}
            </span>
          </p>
        ) : (
          <p className="text-label text-ink-3">Needs 7 full days with costs.</p>
        )}
        <div className="mt-4">
          <Segmented
            label="Group by"
            value={group}
            options={GROUPS.map((value) => ({ value, text: GROUP_WORDS[value] }))}
            onChange={(next) => void setView({ group: next })}
          />
        </div>
        <ul className="mt-2 flex flex-col gap-1 text-label">
          {named.map(({ key, name, usd }) => (
            <li key={key ?? ""} className="flex justify-between gap-3">
              <span className="truncate">{name ?? key ?? "Not named"}</span>
              <span className="tnum text-ink-2">{formatUsd(usd)}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="min-w-[280px] flex-1 basis-96">
        {total.requests === 0 ? (
          <p className="text-body text-ink-2">No costs in this period.</p>
        ) : (
          <ChartFrame
            label="Spend by day"
            summary={`${formatUsd(total.usd)} in ${plural(total.requests, "request", "requests")}.`}
            table={{
              columns: ["Day", "Spend"],
              rows: data.map(({ name, usd, isProjected }) => [name, `${formatUsd(String(usd))}${isProjected ? " projected" : ""}`]),
            }}
            height={HEIGHT}
          >
            <SpendBars data={data} height={HEIGHT} />
          </ChartFrame>
        )}
        {ahead.length > 0 && <p className="text-label text-ink-3">Dashed days are projected from the last days with costs.</p>}
        {unknown_models.length > 0 && (
          <p className="mt-2 text-label text-ink-2">
            Models without a price: <span className="font-mono text-code">{unknown_models.join(", ")}</span>
          </p>
        )}
      </div>
    </section>
  );
}
