"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useArrangedPending } from "./queue.tsx";
import { reviewQuery } from "./use-approvals.ts";

/** The request that is opened after this one is decided: the following one of the list, or the one before the last. It is read ahead. */
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
