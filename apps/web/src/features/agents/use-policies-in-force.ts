"use client";

import { useOp } from "#lib/api/use-op.ts";

/** The policies in force; of more than 200, the first by name. */
export function usePoliciesInForce() {
  return useOp("listPolicies", { query: { status: "active", limit: 200 } }, { select: (page) => page.data });
}
