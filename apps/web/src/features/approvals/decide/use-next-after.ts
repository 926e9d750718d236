"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { usePendingQueue } from "../queue/pending-queue.tsx";
import { reviewQuery } from "../use-approvals.ts";

/** Returns the request to open after this one is decided: the next one in the list, or the previous one at the end. It is prefetched. */
export function useNextAfter(id: string): string | null {
  const queries = useQueryClient();
  const { arranged, positions } = usePendingQueue();
  const neighbour = useRef<string | null>(null);
  const at = positions.get(id);
  if (at !== undefined) neighbour.current = (arranged[at + 1] ?? arranged[at - 1])?.id ?? null;
  const isPending = neighbour.current !== null && positions.has(neighbour.current);
  const nextId = isPending ? neighbour.current : (arranged.find((approval) => approval.id !== id)?.id ?? null);
  useEffect(() => {
    if (nextId !== null) void queries.prefetchQuery(reviewQuery(nextId));
  }, [queries, nextId]);
  return nextId;
}
