"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { useMemo, useState } from "react";
import { Segmented } from "#components/ui/segmented.tsx";
import { plural } from "#lib/format/text.ts";
import { SUMMARIES, type SummaryBy, summarise } from "./queue-summary.ts";
import { useQueueView } from "./use-queue-view.ts";

const OPTIONS = SUMMARIES.map((value) => ({ value, text: value === "policy" ? "By policy" : "By agent" }));
const MAX_BARS = 5;

/** The number of pending requests per policy or agent, as bars. A click filters the queue, and a second one clears that condition. */
export function QueueSummaryChart({ approvals, hasMore }: { approvals: readonly Approval[]; hasMore: boolean }) {
  const [by, setBy] = useState<SummaryBy>("policy");
  const [view, setView] = useQueueView();
  const bars = useMemo(() => summarise(approvals, by), [approvals, by]);
  const most = bars[0]?.count ?? 1;
  const choose = (id: string | null) => void setView(by === "policy" ? { policy: id } : { agent: id });
  const rest = bars.slice(MAX_BARS);
  return (
    <div className="px-4 pb-3">
      <Segmented label="Count" value={by} options={OPTIONS} onChange={setBy} />
      <ul className="mt-2 flex flex-col">
        {bars.slice(0, MAX_BARS).map(({ id, name, count }) => {
          const isActive = view[by] === id;
          return (
            <li key={id}>
              <button
                type="button"
                aria-pressed={isActive}
                aria-label={`${name}, ${plural(count, "pending request", "pending requests")}`}
                onClick={() => choose(isActive ? null : id)}
                className="quick grid min-h-7 w-full grid-cols-[minmax(0,1fr)_72px_36px] items-center gap-2 rounded-control text-left text-label hover:bg-hover max-tablet:min-h-11"
              >
                <span className={clsx("truncate", isActive ? "font-semibold text-accent-text" : "text-ink")} title={name}>
                  {name}
                </span>
                <span className="h-2 bg-sunken">
                  <span className="block h-full bg-accent" style={{ width: `${(100 * count) / most}%` }} />
                </span>
                <span className="tnum text-right text-ink-2">{count}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {rest.length > 0 && (
        <p className="tnum mt-1 text-label text-ink-3">
          {plural(rest.length, `other ${by}`, by === "policy" ? "other policies" : "other agents")}
        </p>
      )}
      {hasMore && <p className="mt-1 text-label text-ink-3">Counts the requests that were loaded. Scroll down to load more.</p>}
    </div>
  );
}
