import type { AuditEvent } from "@agentlattice/contract";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { queryKeys } from "#lib/api/query-keys.ts";

/** People wait for approvals; the head moves with every entry and may lag. */
const SOON_MS = 120;
const LATER_MS = 1_500;

/** Refreshes what an entry changed. A burst of entries costs one request per list. */
export function refreshAfter(queries: QueryClient): { event(event: AuditEvent): void; stop(): void } {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const refresh = (queryKey: QueryKey, ms: number) => {
    const name = JSON.stringify(queryKey);
    if (timers.has(name)) return;
    const run = () => {
      timers.delete(name);
      void queries.invalidateQueries({ queryKey });
    };
    timers.set(name, setTimeout(run, ms));
  };
  return {
    event({ kind, subject }) {
      refresh(queryKeys.checkpoint(), LATER_MS);
      if (kind.startsWith("agent.")) refresh(queryKeys.agents(), LATER_MS);
      // Collecting an approval is recorded as its execution.
      if (kind === "action.executed") refresh(queryKeys.approvals("decided"), LATER_MS);
      if (!kind.startsWith("approval.")) return;
      refresh(queryKeys.approvals(), SOON_MS);
      if (subject.type === "approval") refresh(queryKeys.review(subject.id), SOON_MS);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
