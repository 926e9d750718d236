import type { LedgerObserver } from "@agentlattice/db";
import { Counter, Histogram, type Registry } from "prom-client";

/** Counts decisions and commits. All labels are words of the protocol. */
export function observeLedger(registers: Registry[], buckets: { seconds: number[]; intents: number[] }): LedgerObserver {
  const decisions = new Counter({
    name: "al_decisions_total",
    help: "Actions decided: executed, denied or requested of a person",
    labelNames: ["status"],
    registers,
  });
  const denials = new Counter({ name: "al_denials_total", help: "Denied actions by reason", labelNames: ["reason"], registers });
  const approvals = new Counter({
    name: "al_approvals_total",
    help: "Approvals by the state they moved to",
    labelNames: ["status"],
    registers,
  });
  const commits = new Histogram({
    name: "al_commit_seconds",
    help: "From an intent's arrival at the ledger to its signed answer",
    labelNames: ["intent"],
    buckets: buckets.seconds,
    registers,
  });
  const flushes = new Histogram({ name: "al_flush_seconds", help: "Time of one group commit", buckets: buckets.seconds, registers });
  const sizes = new Histogram({ name: "al_flush_intents", help: "Intents in one group commit", buckets: buckets.intents, registers });
  const failures = new Counter({ name: "al_flush_failures_total", help: "Group commits that failed and were recovered from", registers });
  const heads = new Counter({
    name: "al_flush_heads_total",
    help: "Group commits by what they began from: heads known from the last one, loaded, or mistaken for known and begun again",
    labelNames: ["heads"],
    registers,
  });
  return {
    flushed(intents, ms, from) {
      heads.inc({ heads: from });
      flushes.observe(ms / 1000);
      sizes.observe(intents);
    },
    staleHead: () => heads.inc({ heads: "mistaken" }),
    flushFailed: () => failures.inc(),
    answered(intent, outcome, ms) {
      commits.observe({ intent: intent.kind }, ms / 1000);
      if (outcome.type === "recorded") {
        const { status, denial_reason } = outcome.verdict;
        decisions.inc({ status });
        if (denial_reason) denials.inc({ reason: denial_reason });
      } else if (outcome.type === "approval" || outcome.type === "collected") approvals.inc({ status: outcome.approval.status });
    },
  };
}
