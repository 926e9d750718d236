"use client";

import type { OverviewWindow } from "@agentlattice/contract";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral } from "nuqs";
import { useState } from "react";
import { keyOf, type PageOf, queriesOf, queriesWhere, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const WINDOWS = ["24h", "7d", "30d"] as const satisfies readonly OverviewWindow[];

/** The selected time range, stored in the URL. */
export function useOverviewWindow() {
  return useView({ window: parseAsStringLiteral(WINDOWS).withDefault("24h") });
}

/** Reads the overview. With `paused` the displayed data does not change. */
export function useOverview(window: OverviewWindow, paused: boolean) {
  const environment = useEnvironment() ?? undefined;
  return useOp("getOverview", { query: { window, environment } }, { enabled: !paused, placeholderData: keepPreviousData });
}

/** Pauses and resumes updates. Resuming refetches what was missed. */
export function usePauseUpdates() {
  const queries = useQueryClient();
  const [paused, setPaused] = useState(false);
  const toggle = () => {
    setPaused(!paused);
    if (!paused) return;
    void queries.invalidateQueries(queriesWhere("listAuditEvents", ({ limit }) => limit === MAX_SHOWN));
    void queries.invalidateQueries(queriesOf(["getOverview"]));
  };
  return { paused, toggle };
}

const MAX_SHOWN = 9;

/** Reads the latest entries of the ledger. Live entries are prepended as they arrive. */
export function useLatestEntries(paused: boolean) {
  const queries = useQueryClient();
  const environment = useEnvironment();
  const input = { query: { environment: environment ?? undefined, limit: MAX_SHOWN, include: "names" as const } };
  const key = keyOf("listAuditEvents", input);
  useLiveEvents((event) => {
    if (paused || (environment !== null && event.environment !== environment)) return;
    const shown = queries.getQueryData<PageOf<"listAuditEvents">>(key);
    if (!shown || event.seq <= (shown.data[0]?.seq ?? -1)) return;
    queries.setQueryData(key, { ...shown, data: [event, ...shown.data].slice(0, MAX_SHOWN) });
    // Live entries carry no names.
    if (event.actor.type !== "system" && !shown.names?.[event.actor.id]) void queries.invalidateQueries({ queryKey: key, exact: true });
  });
  return useOp("listAuditEvents", input, { enabled: !paused });
}
