import { Counter, Histogram, Registry } from "prom-client";
import type { BusObserver } from "../bus/bus.ts";
import type { LedgerEvent } from "./ledger-events.ts";
import { observeLedger } from "./observe-ledger.ts";
import { RecentDurations } from "./recent-durations.ts";

/** Histogram buckets in seconds, from immediate decisions to requests that waited for their whole time. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const INTENT_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128];

/**
 * The metrics of one process. Labels are closed sets and never contain an organisation, agent, policy or key, because more people can read
 * metrics than the ledger.
 */
export interface Metrics {
  readonly registry: Registry;
  /** Counts what the ledger of this process did, on whichever thread. */
  readonly ledger: (event: LedgerEvent) => void;
  /** The newest durations of ledger writes. */
  readonly writes: RecentDurations;
  readonly bus: BusObserver;
  /** Counts a response by the operation of the contract; `other` when there is none. */
  request(operation: string, status: number, ms: number): void;
  swept(ms: number, ended: number): void;
  sweepFailed(): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "al_http_request_seconds",
    help: "Time until a request is answered, including the wait for a decision",
    labelNames: ["operation", "status"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const sent = new Counter({ name: "al_bus_hints_sent_total", help: "Hints sent to other processes", labelNames: ["kind"], registers });
  const received = new Counter({
    name: "al_bus_hints_received_total",
    help: "Hints received from other processes",
    labelNames: ["kind"],
    registers,
  });
  const lag = new Histogram({
    name: "al_bus_lag_seconds",
    help: "Time from sending a hint to receiving it, by the clocks of both processes",
    buckets: COMMIT_BUCKETS,
    registers,
  });
  const sweeps = new Histogram({ name: "al_sweep_seconds", help: "Time of one sweep", buckets: COMMIT_BUCKETS, registers });
  const ended = new Counter({ name: "al_sweep_ended_total", help: "Approvals and delegations that the sweeper ended", registers });
  const failures = new Counter({ name: "al_sweep_failures_total", help: "Sweeps that failed and are tried again", registers });
  const writes = new RecentDurations(() => performance.now());
  const count = observeLedger(registers, { seconds: COMMIT_BUCKETS, intents: INTENT_BUCKETS });
  return {
    registry,
    ledger(event) {
      count(event);
      if (event.kind === "answered") writes.add(event.ms);
    },
    writes,
    bus: {
      sent: (hints) => hints.forEach(({ kind }) => sent.inc({ kind })),
      received(hints, lagMs) {
        hints.forEach(({ kind }) => received.inc({ kind }));
        lag.observe(lagMs / 1000);
      },
    },
    request: (operation, status, ms) => requests.observe({ operation, status }, ms / 1000),
    swept(ms, count) {
      sweeps.observe(ms / 1000);
      ended.inc(count);
    },
    sweepFailed: () => failures.inc(),
  };
}
