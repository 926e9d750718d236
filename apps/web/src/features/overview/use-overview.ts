"use client";

import type { AuditEvent, Overview, OverviewWindow } from "@agentlattice/contract";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import type { Page } from "#features/approvals/use-approvals.ts";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { inEnvironment } from "#lib/environment/in-environment.ts";
import { useLiveEvents } from "#lib/live/live-provider.tsx";

export const WINDOWS = ["24h", "7d", "30d"] as const satisfies readonly OverviewWindow[];
export const WINDOW_WORDS: Readonly<Record<OverviewWindow, string>> = { "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** The span that is looked at stands in the URL. */
export function useOverviewWindow() {
  return useQueryState("window", parseAsStringLiteral(WINDOWS).withDefault("24h"));
}

/** `frozen`: what is on screen stays as it is. */
export function useOverview(window: OverviewWindow, frozen: boolean) {
  const environment = useEnvironment();
  return useQuery({
    queryKey: queryKeys.overview(window, environment),
    queryFn: ({ signal }) => getJson<Overview>(inEnvironment(`/overview?window=${window}`, environment), signal),
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
  const environment = useEnvironment();
  const queryKey = queryKeys.latestEntries(environment);
  useLiveEvents((event) => {
    if (frozen || (environment !== null && event.environment !== environment)) return;
    queries.setQueryData<AuditEvent[]>(queryKey, (shown) =>
      shown && event.seq > (shown[0]?.seq ?? -1) ? [event, ...shown].slice(0, LATEST) : shown,
    );
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      (await getJson<Page<AuditEvent>>(inEnvironment(`/audit/events?limit=${LATEST}`, environment), signal)).data,
    enabled: !frozen,
    refetchOnMount: "always",
  });
}
