"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { reviewQuery } from "./use-approvals.ts";
import { useArrangedPending } from "./use-arranged-pending.ts";

/** Returns the request to open after this one is decided: the next one in the list, or the previous one at the end. It is prefetched. */
export function useNextAfter(id: string): string | null {
  const queries = useQueryClient();
  const waiting = useArrangedPending();
  const neighbour = useRef<string | null>(null);
  const at = waiting.findIndex((approval) => approval.id === id);
  if (at >= 0) neighbour.current = (waiting[at + 1] ?? waiting[at - 1])?.id ?? null;
  const others = waiting.filter((approval) => approval.id !== id);
  const next = others.find((approval) => approval.id === neighbour.current) ?? others[0] ?? null;
  const nextId = next?.id ?? null;
  useEffect(() => {
    if (nextId !== null) void queries.prefetchQuery(reviewQuery(nextId));
  }, [queries, nextId]);
  return nextId;
}
