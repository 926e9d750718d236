"use client";

import { useOp } from "#lib/api/use-op.ts";

/** The authenticator app of the signed-in person in this organisation. */
export function useTotp() {
  return useOp("getTotp", {});
}
