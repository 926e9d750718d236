"use client";

import type { RunStatus } from "@agentlattice/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const VIEWS = ["runs", "sessions"] as const;
export const STATUSES = ["running", "waiting", "paused", "completed", "failed", "cancelled"] as const satisfies readonly RunStatus[];
export const KINDS = ["all", "lifecycle", "governance"] as const;

const REFRESH_MS = 5_000;
const PAGE = 500;

/** The filters of the list. All of them are in the URL. */
export function useRunsView() {
  return useView({
    view: parseAsStringLiteral(VIEWS).withDefault("runs"),
    agent: parseAsString,
    status: parseAsStringLiteral(STATUSES),
    session: parseAsString,
  });
}

type RunsView = ReturnType<typeof useRunsView>[0];

/** Returns the filters of the list as the API takes them. */
export function useRunFilters({ agent, status, session }: Pick<RunsView, "agent" | "status" | "session">) {
  const environment = useEnvironment() ?? undefined;
  return { environment, agent_id: agent || undefined, status: status || undefined, session_id: session || undefined };
}

export type RunFilters = ReturnType<typeof useRunFilters>;

/** Runs, newest first. */
export function useRuns(filters: RunFilters) {
  return usePages("listRuns", { query: { ...filters, limit: 50 } }, { keepPrevious: true, refreshMs: REFRESH_MS });
}

/** Sessions, newest first. */
export function useSessions({ agent }: Pick<RunsView, "agent">) {
  const environment = useEnvironment() ?? undefined;
  return usePages("listAgentSessions", { query: { environment, agent_id: agent || undefined, limit: 50 } }, { keepPrevious: true });
}

/** The filter and the open event of a timeline. They are in the URL. */
export function useTimelineView() {
  return useView({ kind: parseAsStringLiteral(KINDS).withDefault("all"), event: parseAsInteger });
}

/** One run. It is read again until it has ended. */
export function useRun(id: string) {
  return useOp("getRun", { params: { id } }, { refetchInterval: ({ state }) => (state.data?.ended_at ? false : REFRESH_MS) });
}

/**
 * Reads the events of a run in order, page by page, all or those of one kind. Each page begins after the last event of the one before,
 * so that new events do not reload earlier pages.
 */
export function useRunEvents(id: string, kind: (typeof KINDS)[number] = "all", enabled = true) {
  return useInfiniteQuery({
    queryKey: ["listRunEvents", { params: { id } }, "after", kind],
    queryFn: ({ pageParam, signal }) =>
      api.listRunEvents({ params: { id }, query: { after: pageParam, limit: PAGE, kind: kind === "all" ? undefined : kind }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last, _, after) => last.data.at(-1)?.run_seq ?? after,
    // Events never change.
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
}
