"use client";

import dynamic from "next/dynamic";
import { ExportMenu } from "#components/list/export-menu.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { SPAN_DAYS, TimeRange } from "#features/shell/time-range.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { CapsTable } from "./caps-table.tsx";
import { OpenReservations } from "./open-reservations.tsx";
import { SpendSection } from "./spend-section.tsx";
import { SPANS, useBudgets, useCostExport, useLiveBudgets, useSpendView } from "./use-budgets.ts";

const PendingExtensions = dynamic(() => import("./pending-extensions.tsx").then((module) => module.PendingExtensions), { ssr: false });

/** The costs, the caps with their usage, and the open reservations. */
export function BudgetsPage() {
  const [{ span }, setView] = useSpendView();
  const exportCosts = useCostExport(SPAN_DAYS[span]);
  useLiveBudgets();
  return (
    <>
      <TimeRange value={span} spans={SPANS} onChange={(next) => void setView({ span: next })}>
        <ExportMenu subject="costs" save={exportCosts} />
      </TimeRange>
      {/* On narrow screens, pending extensions come first, and the caps before the chart. */}
      <div className="pane flex min-h-0 flex-1 flex-col desk:grid desk:grid-cols-[minmax(0,1fr)_340px] desk:grid-rows-[auto_1fr]">
        <div className="desk:col-start-2 desk:row-start-1 desk:border-l">
          <PendingExtensions />
        </div>
        <div className="flex min-w-0 flex-col-reverse desk:col-start-1 desk:row-span-2 desk:row-start-1 desk:block desk:pb-10">
          <SpendSection />
          <Caps />
        </div>
        <aside className="border-t desk:col-start-2 desk:row-start-2 desk:border-t-0 desk:border-l">
          <OpenReservations />
        </aside>
      </div>
    </>
  );
}

function Caps() {
  const { you } = useMe();
  const { data, error, refetch } = useBudgets();
  return (
    <section aria-labelledby="caps" className="desk:border-t">
      <h2 id="caps" className="px-4 py-3 text-body font-strong tablet:px-6">
        Caps
      </h2>
      {!data && !error && <SkeletonBar className="mx-4 h-32 tablet:mx-6" />}
      {!data && error && (
        <div className="px-4 tablet:px-6">
          <ErrorNotice
            title="The caps did not load"
            stillWorks="Budgets are still enforced."
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {data?.data.length === 0 && (
        <div className="px-4 pb-6 tablet:px-6">
          <Empty title="No caps yet" action={may(you, "policies:write") && <LinkButton href="/policies/new?start=3">New cap</LinkButton>}>
            A policy caps money, tokens, calls or seconds in its limits.
          </Empty>
        </div>
      )}
      {data && data.data.length > 0 && <CapsTable budgets={data.data} />}
    </section>
  );
}
