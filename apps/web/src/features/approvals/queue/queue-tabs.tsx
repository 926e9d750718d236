"use client";

import clsx from "clsx";
import { showList } from "../card/approval-path.ts";
import { TABS, useQueueView } from "./use-queue-view.ts";

const TAB_NAMES: Record<(typeof TABS)[number], string> = { waiting: "Pending", mine: "Mine", decided: "Decided" };

/** The lists of requests. */
export function QueueTabs({ waiting }: { waiting: string | null }) {
  const [view] = useQueueView();
  return (
    <nav aria-label="Lists" className="flex h-[41px] shrink-0 items-stretch gap-4 border-b px-4">
      {TABS.map((tab) => {
        const here = view.tab === tab;
        return (
          <button
            key={tab}
            type="button"
            aria-current={here ? "page" : undefined}
            onClick={() => !here && showList(tab)}
            className={clsx(
              "quick -mb-px flex items-center gap-2 border-b-2 text-[13px] leading-5 focus-visible:-outline-offset-2 max-tablet:text-[15px]",
              here ? "border-accent font-strong text-ink" : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            {TAB_NAMES[tab]}
            {tab === "waiting" && waiting !== null && <span className="tnum text-label font-normal text-ink-3">{waiting}</span>}
          </button>
        );
      })}
    </nav>
  );
}
