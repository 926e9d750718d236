"use client";

import { useOp } from "#lib/api/use-op.ts";

/** The passkeys of the signed-in person in this organisation. */
export function usePasskeys(enabled = true) {
  return useOp("listPasskeys", {}, { enabled, select: (page) => page.data });
}
