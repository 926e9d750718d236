"use client";

import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";
import { KINDS } from "./anomaly-words.ts";

export const STATUSES = ["open", "expected"] as const;

/** The filters and the selected anomaly. All of them are in the URL. */
export function useAnomalyView() {
  return useView({
    status: parseAsStringLiteral(STATUSES).withDefault("open"),
    kind: parseAsStringLiteral(KINDS),
    agent: parseAsString,
    anomaly: parseAsString,
  });
}

type View = Pick<ReturnType<typeof useAnomalyView>[0], "status" | "kind" | "agent">;

/** Anomalies, newest first. */
export function useAnomalies({ status, kind, agent }: View) {
  const environment = useEnvironment() ?? undefined;
  const query = { status, kind: kind ?? undefined, agent: agent ?? undefined, environment, limit: 50 };
  return usePages("listAnomalies", { query }, { keepPrevious: true });
}

export function useAnomaly(id: string) {
  return useOp("getAnomaly", { params: { id } });
}

/** The calibration of each agent, in prod unless an environment is selected. */
export function useBaselines() {
  const environment = useEnvironment() ?? undefined;
  return useOp("listAnomalyBaselines", { query: { environment, limit: 50 } }, { placeholderData: keepPreviousData });
}

/** Marks an anomaly as expected with a reason, or opens it again without one. */
export function useExpected(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string | null) =>
      reason === null ? api.reopenAnomaly({ params: { id } }) : api.expectAnomaly({ params: { id }, body: { reason } }),
    onSettled: () => queries.invalidateQueries(queriesOf(["listAnomalies", "getAnomaly", "listAnomalyBaselines"])),
  });
}
