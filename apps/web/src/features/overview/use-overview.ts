"use client";

import type { OverviewWindow } from "@agentlattice/contract";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { keyOf, type PageOf, queriesOf, queriesWhere, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";

export const WINDOWS = ["24h", "7d", "30d"] as const satisfies readonly OverviewWindow[];
export const WINDOW_WORDS: Readonly<Record<OverviewWindow, string>> = { "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** The span that is looked at stands in the URL. */
export function useOverviewWindow() {
  return useQueryState("window", parseAsStringLiteral(WINDOWS).withDefault("24h"));
}

/** `frozen`: what is on screen stays as it is. */
export function useOverview(window: OverviewWindow, frozen: boolean) {
  const environment = useEnvironment() ?? undefined;
  return useOp("getOverview", { query: { window, environment } }, { enabled: !frozen, placeholderData: keepPreviousData });
}

/** Whether what is on screen stays as it is. Going on reads again what was missed. */
export function useFreeze() {
  const queries = useQueryClient();
  const [frozen, setFrozen] = useState(false);
  const toggle = () => {
    setFrozen(!frozen);
    if (!frozen) return;
    void queries.invalidateQueries(queriesWhere("listAuditEvents", ({ limit }) => limit === MOST_SHOWN));
    void queries.invalidateQueries(queriesOf(["getOverview"]));
  };
  return { frozen, toggle };
}

const MOST_SHOWN = 9;

/** The newest entries of the ledger; live ones are put on top as they come. */
export function useLatestEntries(frozen: boolean) {
  const queries = useQueryClient();
  const environment = useEnvironment();
  const input = { query: { environment: environment ?? undefined, limit: MOST_SHOWN } };
  useLiveEvents((event) => {
    if (frozen || (environment !== null && event.environment !== environment)) return;
    queries.setQueryData<PageOf<"listAuditEvents">>(keyOf("listAuditEvents", input), (shown) =>
      shown && event.seq > (shown.data[0]?.seq ?? -1) ? { ...shown, data: [event, ...shown.data].slice(0, MOST_SHOWN) } : shown,
    );
  });
  return useOp("listAuditEvents", input, { enabled: !frozen, select: (page) => page.data });
}
