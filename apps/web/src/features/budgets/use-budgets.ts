"use client";

import { operationPath } from "@agentlattice/contract/client";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral } from "nuqs";
import { useEffect, useRef, useState } from "react";
import type { ExportFormat } from "#components/list/export-menu.tsx";
import { getBlob } from "#lib/api/browser-api.ts";
import { queriesOf, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { useView } from "#lib/navigation/use-view.ts";
import { saveFile } from "#lib/save-file.ts";
import { useMe } from "#lib/session/session-context.tsx";

export const SPANS = ["7d", "30d", "90d"] as const;
export const GROUPS = ["agent", "model"] as const;

const DAY_MS = 86_400_000;

/** The selected time range and group, stored in the URL. */
export function useSpendView() {
  return useView({
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

/** Number of pending extensions that the page lists. */
const EXTENSIONS_SHOWN = 20;

/** Reads the pending requests to extend a cap. The one that expires first comes first. */
export function usePendingExtensions() {
  const { can } = useMe();
  const environment = useEnvironment() ?? undefined;
  const query = { environment, status: "pending", extension: "true", limit: EXTENSIONS_SHOWN } as const;
  return useOp("listApprovals", { query }, { placeholderData: keepPreviousData, enabled: can.readApprovals });
}

/** Reads the costs of the last days by a group. */
export function useCosts(days: number, group_by: "agent" | "model" | "day") {
  const environment = useEnvironment() ?? undefined;
  // One beginning for the lifetime of the page, so that each render reads the same range.
  const [now] = useState(() => Date.now());
  const from = new Date(now - days * DAY_MS).toISOString();
  return useOp("getCosts", { query: { environment, from, group_by } }, { placeholderData: keepPreviousData });
}

/** Returns a function that saves each cost of the last days. */
export function useCostExport(days: number): (format: ExportFormat) => Promise<string> {
  const environment = useEnvironment() ?? undefined;
  return async (format) => {
    const from = new Date(Date.now() - days * DAY_MS).toISOString();
    const { blob } = await getBlob(operationPath("exportCosts", { query: { environment, from, format } }));
    const file = `costs.${format}`;
    saveFile(file, blob);
    return `Exported ${file}`;
  };
}

const REFRESH_MS = 1_500;

/** Reads the page again after entries about budgets, actions and approvals. A burst of entries causes one request per query. */
export function useLiveBudgets(): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLiveEvents(({ kind }) => {
    if (timer.current !== null || !/^(budget|action|approval)\./.test(kind)) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries(queriesOf(["listBudgets", "listReservations", "listApprovals", "countApprovals", "getCosts"]));
    }, REFRESH_MS);
  });
  useEffect(() => {
    return () => clearTimeout(timer.current ?? undefined);
  }, []);
}
