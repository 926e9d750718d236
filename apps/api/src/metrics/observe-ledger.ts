import { Counter, Histogram, type Registry } from "prom-client";
import type { LedgerEvent } from "./ledger-events.ts";

/** Counts decisions and commits. All labels are words of the protocol. */
export function observeLedger(registers: Registry[], buckets: { seconds: number[]; intents: number[] }): (event: LedgerEvent) => void {
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
    help: "Group commits by the source of their heads: cached, loaded, or cached but stale (retried)",
    labelNames: ["heads"],
    registers,
  });
  return (event) => {
    switch (event.kind) {
      case "flushed":
        heads.inc({ heads: event.heads });
        flushes.observe(event.ms / 1000);
        sizes.observe(event.intents);
        return;
      case "stale_head":
        heads.inc({ heads: "mistaken" });
        return;
      case "flush_failed":
        failures.inc();
        return;
      case "answered":
        commits.observe({ intent: event.intent }, event.ms / 1000);
        if (event.decision) decisions.inc({ status: event.decision.status });
        if (event.decision?.denial_reason) denials.inc({ reason: event.decision.denial_reason });
        if (event.approval) approvals.inc({ status: event.approval });
        return;
    }
  };
}
