"use client";

import { useOp } from "#lib/api/use-op.ts";

export function useOrganisation() {
  return useOp("getOrganisation", {});
}

/** The open sessions of the signed-in person, in every organisation they belong to. */
export function useSessions() {
  return useOp("listSessions", {}, { select: (page) => page.data });
}
