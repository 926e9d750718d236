"use client";

import type { CreatedKey as CreatedKeySchema, Key as KeySchema } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { queriesOf } from "#lib/api/use-op.ts";

export type Key = z.infer<typeof KeySchema>;
export type CreatedKey = z.infer<typeof CreatedKeySchema>;

/** Changes a key of an agent or of the organisation; whatever shows keys is read again. */
export function useKeyChange<Result, Input = void>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: an answer may hold a new key. It is in no cache once nobody shows it.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries(queriesOf(["listOrgKeys", "listAgents", "getAgent", "listAgentKeys"])),
  });
}
