"use client";

import type { HaltScope } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString } from "nuqs";
import { api } from "#lib/api/browser-api.ts";
import { ACTIVE_HALTS } from "#lib/api/shell-inputs.ts";
import { useIdempotencyKey } from "#lib/api/use-idempotency-key.ts";
import { queriesOf, useOp, usePages } from "#lib/api/use-op.ts";
import { REPLACE_HISTORY_ENTRY, useView } from "#lib/navigation/use-view.ts";

/** Live entries refresh halts. The interval covers acknowledgements, which are not entries. */
const WATCH_MS = 2_000;

/**
 * The halt dialog in the URL: `new`, the id of the agent to halt, or null while it is closed. Opening adds an entry to the browser's
 * history, so that Back closes the dialog. Closing replaces that entry, so that Back does not open the dialog again.
 */
export function useHaltDialog() {
  const [{ halt }, setView] = useView({ halt: parseAsString });
  return {
    halt,
    open: (target: string) => void setView({ halt: target }),
    close: () => void setView({ halt: null }, REPLACE_HISTORY_ENTRY),
  };
}

/** Reads the halts in force. */
export function useActiveHalts() {
  return useOp("listHalts", ACTIVE_HALTS, { refetchOnMount: true });
}

/** Reads all halts, newest first. */
export function useHalts() {
  return usePages("listHalts", { query: { limit: 50 } });
}

export function useHalt(id: string) {
  return useOp("getHalt", { params: { id } }, { refetchInterval: ({ state }) => (state.data?.status === "requested" ? WATCH_MS : false) });
}

/** Reads the effect that a halt would have now. */
export function useHaltPreview(scope: HaltScope | null) {
  return useOp(
    "previewHalt",
    { body: { scope: scope ?? { organisation: true } } },
    { enabled: scope !== null, staleTime: 0, gcTime: 0, retry: false },
  );
}

const ALL_OF_HALTS = ["listHalts", "getHalt"] as const;

export function useCreateHalt() {
  const queries = useQueryClient();
  const idempotencyKey = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: { scope: HaltScope; reason: string }) => api.createHalt({ body, headers: idempotencyKey(body) }),
    onSettled: () => queries.invalidateQueries(queriesOf([...ALL_OF_HALTS, "listApprovals", "countApprovals"])),
  });
}

export function useResumeHalt(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.resumeHalt({ params: { id }, body: { reason } }),
    onSettled: () => queries.invalidateQueries(queriesOf([...ALL_OF_HALTS, "listApprovals", "countApprovals"])),
  });
}
