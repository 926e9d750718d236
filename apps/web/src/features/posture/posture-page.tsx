"use client";

import type { Posture } from "@agentlattice/contract";
import { parseAsStringLiteral } from "nuqs";
import { SidePane } from "#components/ui/detail-pane.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { useWide } from "#components/ui/use-wide.ts";
import { SPAN_DAYS, TimeRange } from "#features/shell/time-range.tsx";
import { AllEnvironments, ENVIRONMENT_NAME, useEnvironment } from "#lib/environment/environment.tsx";
import { formatDay } from "#lib/format/time.ts";
import { useView } from "#lib/navigation/use-view.ts";
import { ComponentDetail } from "./component-detail.tsx";
import { ComponentTable } from "./component-table.tsx";
import { COMPONENT_WORDS, type ComponentName, componentNames } from "./component-words.ts";
import { Moves } from "./moves.tsx";
import { formatDelta } from "./trend.ts";
import { TrendChart } from "./trend-chart.tsx";
import { usePosture, usePostureHistory } from "./use-posture.ts";

const SPANS = ["30d", "90d", "1y"] as const;
const CHART_HEIGHT = 150;

/** The posture score and its components, with evidence and recommendations. */
export function PosturePage() {
  const [{ span, component }, setView] = useView({
    span: parseAsStringLiteral(SPANS).withDefault("30d"),
    component: parseAsStringLiteral(componentNames),
  });
  const wide = useWide();
  const { data, error, refetch } = usePosture();
  const environment = useEnvironment();
  const chosen = component ?? (wide && data ? largestGain(data.components) : null);
  return (
    <>
      <TimeRange value={span} spans={SPANS} onChange={(next) => void setView({ span: next })} />
      <div className="pane flex min-h-0 flex-1 flex-col">
        {environment !== null && (
          <p className="border-b px-4 py-2.5 text-label text-ink-2 tablet:px-6">
            Posture is of the whole organisation. The filter {ENVIRONMENT_NAME[environment]} does not narrow this page.
          </p>
        )}
        {data && <Head score={data.score} days={SPAN_DAYS[span]} />}
        {!data && error && (
          <div className="p-5 tablet:px-6">
            <ErrorNotice
              title="The posture did not load"
              stillWorks="Approvals and the ledger still work."
              error={error}
              onRetry={() => void refetch()}
            />
          </div>
        )}
        {!data && !error && <PostureSkeleton />}
        {data && (
          <div className="flex flex-1 border-t">
            <section aria-label="Components" className="min-w-0 flex-1 pb-10">
              <ComponentTable components={data.components} selected={chosen} onSelect={(name) => void setView({ component: name })} />
              <p className="px-4 pt-4 text-label text-ink-3 tablet:px-6">
                Correct denials never lower the score. Policies that allow everything earn no points, and neither do features that are not
                set up.
              </p>
            </section>
            {chosen && (
              <SidePane title={COMPONENT_WORDS[chosen]} width="results" onClose={() => void setView({ component: null })}>
                <AllEnvironments>
                  <ComponentDetail name={chosen} component={data.components[chosen]} />
                </AllEnvironments>
              </SidePane>
            )}
          </div>
        )}
      </div>
    </>
  );
}

/** Returns the component whose recommendation has the largest gain. */
function largestGain(components: Posture["components"]): ComponentName {
  const gain = (name: ComponentName) => Math.max(0, ...components[name].advice.map((advice) => advice.gain));
  return componentNames.toSorted((a, b) => gain(b) - gain(a))[0] ?? "policy_coverage";
}

function Head({ score, days }: { score: number; days: number }) {
  const { data: history, error, refetch } = usePostureHistory(days);
  const isWide = useMedia("(min-width: 900px)");
  return (
    <div className="flex shrink-0 flex-wrap gap-x-10 gap-y-4 px-4 pt-7 pb-5 tablet:px-6">
      <div className="w-56 shrink-0">
        <h2 className="text-label font-normal text-ink-2">Posture score</h2>
        <p className="tnum mt-1 -ml-1.5 text-[104px] leading-[104px] font-book tracking-[-0.06em]">{score}</p>
        <p className="mt-1 text-label text-ink-2">
          {history && (
            <>
              <span className={history.change < 0 ? "font-semibold text-deny" : "font-semibold text-allow"}>
                {formatDelta(history.change)}
              </span>{" "}
              since {formatDay(history.since)}
            </>
          )}
        </p>
      </div>
      <div className="min-w-[280px] flex-1 basis-96">
        {history ? (
          <>
            <TrendChart history={history} height={CHART_HEIGHT} labels={isWide ? "words" : "letters"} />
            {!isWide && (
              <div className="mt-3">
                <Moves history={history} />
              </div>
            )}
          </>
        ) : error ? (
          <ErrorNotice title="The trend did not load" stillWorks="The score is current." error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonBar className="h-[150px] w-full" />
        )}
      </div>
    </div>
  );
}

function PostureSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="px-4 pt-6 tablet:px-6">
      <div className="flex gap-10">
        <SkeletonBar className="h-[104px] w-40" />
        <SkeletonBar className="h-[150px] flex-1" />
      </div>
      {componentNames.map((name) => (
        <div key={name} className="mt-4 flex h-9 items-center gap-8 border-t pt-4">
          <SkeletonBar className="h-3 w-36" />
          <SkeletonBar className="h-3 flex-1" />
          <SkeletonBar className="h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
