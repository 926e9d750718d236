"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queriesOf, useOp } from "#lib/api/use-op.ts";

const KEYS_SHOWN = 50;

/** Reads the identity keys of an agent, newest first. */
export function useIdentityKeys(agentId: string) {
  return useOp("listIdentityKeys", { params: { id: agentId }, query: { limit: KEYS_SHOWN } });
}

/** Changes an identity key, then refetches the list. */
export function useIdentityKeyChange<Result>(change: () => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries(queriesOf(["listIdentityKeys"])) });
}
