"use client";

import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { Moves } from "#features/posture/moves.tsx";
import { formatDelta } from "#features/posture/trend.ts";
import { TrendChart } from "#features/posture/trend-chart.tsx";
import { usePosture, usePostureHistory } from "#features/posture/use-posture.ts";
import { plural } from "#lib/format/text.ts";
import { formatDay } from "#lib/format/time.ts";

const DAYS = 30;
const HEIGHT = 156;
/** Number of recommendations whose gains are added up. */
const COUNTED_GAINS = 3;

/** The posture score with its trend, the causes of changes and the possible gain. */
export function PostureSummary() {
  const posture = usePosture();
  const history = usePostureHistory(DAYS);
  const error = posture.error ?? history.error;
  if (error && !(posture.data && history.data)) {
    const retry = () => void Promise.all([posture.refetch(), history.refetch()]);
    return <ErrorNotice title="The posture did not load" stillWorks="The rest of the page still works." error={error} onRetry={retry} />;
  }
  if (!posture.data || !history.data) return <SummarySkeleton />;
  const { score, components } = posture.data;
  const gains = Object.values(components)
    .flatMap(({ advice }) => advice.map(({ gain }) => gain))
    .toSorted((a, b) => b - a)
    .slice(0, COUNTED_GAINS);
  const reach = Math.min(100, score + gains.reduce((sum, gain) => sum + gain, 0));
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-5">
      <div className="flex w-32 shrink-0 flex-col">
        <h2 className="text-label font-normal text-ink-2">Posture</h2>
        <p className="tnum mt-1 -ml-1 text-[64px] leading-[64px] font-book tracking-[-0.06em]">{score}</p>
        <p className="mt-1 text-label text-ink-2">
          <span className={history.data.change < 0 ? "font-semibold text-deny" : "font-semibold text-allow"}>
            {formatDelta(history.data.change)}
          </span>{" "}
          since {formatDay(history.data.since)}
        </p>
        <Link href="/posture" className="quick mt-auto rounded-chip pt-3 text-label font-medium text-accent-text hover:underline">
          {gains.length > 0 ? `${plural(gains.length, "recommendation", "recommendations")} to reach ${reach}` : "Open posture"}
        </Link>
      </div>
      <div className="min-w-[260px] flex-1 basis-80">
        <TrendChart history={history.data} height={HEIGHT} labels="letters" />
      </div>
      <div className="w-full shrink-0 wide:w-[220px]">
        <h3 className="h-[26px] text-label font-normal text-ink-2">Changes</h3>
        <Moves history={history.data} />
      </div>
    </div>
  );
}

function SummarySkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" style={{ height: HEIGHT + 20 }} className="flex gap-6">
      <SkeletonBar className="h-16 w-28" />
      <SkeletonBar className="h-full flex-1" />
      <SkeletonBar className="hidden h-full w-[220px] wide:block" />
    </div>
  );
}
