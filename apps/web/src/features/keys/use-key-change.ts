"use client";

import type { CreatedKey as CreatedKeySchema, Key as KeySchema } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { queriesOf } from "#lib/api/use-op.ts";

export type Key = z.infer<typeof KeySchema>;
export type CreatedKey = z.infer<typeof CreatedKeySchema>;

/** Changes a key of an agent or of the organisation, then refetches the lists of keys. */
export function useKeyChange<Result, Input = void>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: the response may contain a new key, so it leaves the cache as soon as it is no longer displayed.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries(queriesOf(["listOrgKeys", "listAgents", "getAgent", "listAgentKeys"])),
  });
}
