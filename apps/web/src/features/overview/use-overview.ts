"use client";

import type { AuditEvent, Overview, OverviewWindow } from "@agentlattice/contract";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useLiveEvents } from "#lib/live/live-provider.tsx";

export const WINDOWS = ["24h", "7d", "30d"] as const satisfies readonly OverviewWindow[];
export const WINDOW_WORDS: Readonly<Record<OverviewWindow, string>> = { "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** The span that is looked at stands in the URL. */
export function useOverviewWindow() {
  return useQueryState("window", parseAsStringLiteral(WINDOWS).withDefault("24h"));
}

/** `frozen`: what is on screen stays as it is. */
export function useOverview(window: OverviewWindow, frozen: boolean) {
  return useQuery({
    queryKey: queryKeys.overview(window),
    queryFn: ({ signal }) => getJson<Overview>(`/overview?window=${window}`, signal),
    enabled: !frozen,
    refetchOnMount: "always",
    placeholderData: keepPreviousData,
  });
}

/** Whether what is on screen stays as it is. Going on reads again what was missed. */
export function useFreeze() {
  const queries = useQueryClient();
  const [frozen, setFrozen] = useState(false);
  const toggle = () => {
    setFrozen(!frozen);
    if (!frozen) return;
    void queries.invalidateQueries({ queryKey: queryKeys.latestEntries() });
    void queries.invalidateQueries({ queryKey: queryKeys.overview() });
  };
  return { frozen, toggle };
}

const LATEST = 9;

/** The newest entries of the ledger; live ones are put on top as they come. */
export function useLatestEntries(frozen: boolean) {
  const queries = useQueryClient();
  useLiveEvents((event) => {
    if (frozen) return;
    queries.setQueryData<AuditEvent[]>(queryKeys.latestEntries(), (shown) =>
      shown && event.seq > (shown[0]?.seq ?? -1) ? [event, ...shown].slice(0, LATEST) : shown,
    );
  });
  return useQuery({
    queryKey: queryKeys.latestEntries(),
    queryFn: async ({ signal }) => (await getJson<Page<AuditEvent>>(`/audit/events?limit=${LATEST}`, signal)).data,
    enabled: !frozen,
    refetchOnMount: "always",
  });
}
