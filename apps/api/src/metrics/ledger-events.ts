import type { LedgerObserver } from "@agentlattice/db";

/** A commit of the ledger as metrics count it: words of the protocol and durations, so that one thread can send it to another. */
export type LedgerEvent =
  | { readonly kind: "flushed"; readonly intents: number; readonly ms: number; readonly heads: "known" | "loaded" }
  | { readonly kind: "stale_head" }
  | { readonly kind: "flush_failed" }
  | {
      readonly kind: "answered";
      readonly intent: string;
      readonly ms: number;
      /** The action that was decided. */
      readonly decision?: { readonly status: string; readonly denial_reason?: string };
      /** The state that an approval moved to. */
      readonly approval?: string;
    };

/** Creates a ledger observer that emits events. */
export function ledgerObserver(emit: (event: LedgerEvent) => void): LedgerObserver {
  return {
    flushed: (intents, ms, heads) => emit({ kind: "flushed", intents, ms, heads }),
    staleHead: () => emit({ kind: "stale_head" }),
    flushFailed: () => emit({ kind: "flush_failed" }),
    answered(intent, outcome, ms) {
      const event = { kind: "answered", intent: intent.kind, ms } as const;
      if (outcome.type === "recorded") {
        const { status, denial_reason } = outcome.verdict;
        emit({ ...event, decision: { status, ...(denial_reason ? { denial_reason } : {}) } });
      } else if (outcome.type === "approval" || outcome.type === "collected") emit({ ...event, approval: outcome.approval.status });
      else emit(event);
    },
  };
}
