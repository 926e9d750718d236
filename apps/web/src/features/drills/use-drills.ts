"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, usePages } from "#lib/api/use-op.ts";

/** Reads all drills, newest first. */
export function useDrills() {
  return usePages("listDrills", { query: { limit: 50 } });
}

/** Changes a drill and refreshes the list. */
export function useDrillChange<Input, Result>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries(queriesOf(["listDrills"])) });
}

export const useStartDrill = () => useDrillChange((id: string) => api.startDrill({ params: { id } }));
