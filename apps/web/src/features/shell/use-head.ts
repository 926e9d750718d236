"use client";

import type { CheckpointView as CheckpointSchema } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

type Checkpoint = z.infer<typeof CheckpointSchema>;

/** The newest head, opened with the key the server names. That key is the server's own word: SIGNED, no more. */
export function useHead() {
  return useQuery({
    queryKey: queryKeys.checkpoint(),
    queryFn: async ({ signal }) => {
      const [head, { openHead }] = await Promise.all([
        getJson<Checkpoint>("/audit/checkpoint", signal),
        import("#lib/ledger/verify-in-browser.ts"),
      ]);
      return { ...head, ...openHead(head) };
    },
  });
}
