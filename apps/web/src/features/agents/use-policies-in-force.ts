"use client";

import { useOp } from "#lib/api/use-op.ts";

/** Reads up to 200 active policies, by name. */
export function usePoliciesInForce() {
  return useOp("listPolicies", { query: { status: "active", limit: 200 } }, { select: (page) => page.data });
}
