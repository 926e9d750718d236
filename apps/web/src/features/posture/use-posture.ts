"use client";

import { useOp } from "#lib/api/use-op.ts";

/** The posture, computed anew whenever the page is opened. */
export function usePosture() {
  return useOp("getPosture", {});
}

export function usePostureHistory(days: number) {
  return useOp("getPostureHistory", { query: { days } });
}
