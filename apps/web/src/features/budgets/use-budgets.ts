"use client";

import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { queriesOf, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";

export const SPANS = ["7d", "30d", "90d"] as const;
export const GROUPS = ["agent", "model"] as const;

const DAY_MS = 86_400_000;

/** The selected time range and group, stored in the URL. */
export function useSpendView() {
  return useQueryStates({
    span: parseAsStringLiteral(SPANS).withDefault("30d"),
    group: parseAsStringLiteral(GROUPS).withDefault("agent"),
  });
}

/** Reads the caps with their usage. */
export function useBudgets() {
  const environment = useEnvironment() ?? undefined;
  return useOp("listBudgets", { query: { environment } }, { placeholderData: keepPreviousData });
}

/** Reads the open reservations, newest first. */
export function useOpenReservations() {
  return useOp("listReservations", { query: { status: "reserved", limit: 20 } }, { placeholderData: keepPreviousData });
}

/** Reads the costs of the last days by a group. */
export function useCosts(days: number, group_by: "agent" | "model" | "day") {
  const environment = useEnvironment() ?? undefined;
  // One beginning for the lifetime of the page, so that each render reads the same range.
  const [now] = useState(() => Date.now());
  const from = new Date(now - days * DAY_MS).toISOString();
  return useOp("getCosts", { query: { environment, from, group_by } }, { placeholderData: keepPreviousData });
}

const REFRESH_MS = 1_500;

/** Reads the page again after entries about budgets and actions. A burst of entries causes one request per query. */
export function useLiveBudgets(): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLiveEvents(({ kind }) => {
    if (timer.current !== null || !/^(budget|action)\./.test(kind)) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries(queriesOf(["listBudgets", "listReservations", "getCosts"]));
    }, REFRESH_MS);
  });
  useEffect(() => {
    return () => clearTimeout(timer.current ?? undefined);
  }, []);
}
