"use client";

import type { Posture, PostureHistory } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

/** The score is counted when it is looked at: nothing is kept from an earlier visit. */
export function usePosture() {
  return useQuery({
    queryKey: queryKeys.posture("now"),
    queryFn: ({ signal }) => getJson<Posture>("/posture", signal),
    refetchOnMount: "always",
  });
}

export function usePostureHistory(days: number) {
  return useQuery({
    queryKey: queryKeys.posture(`${days} d`),
    queryFn: ({ signal }) => getJson<PostureHistory>(`/posture/history?days=${days}`, signal),
    refetchOnMount: "always",
  });
}
