import { Gauge } from "prom-client";
import type { Deps } from "../deps.ts";

/** Registers gauges that are read when Prometheus scrapes. */
export function watchDeps(deps: Deps): void {
  const registers = [deps.metrics.registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("al_queue_intents", "Intents that wait for a group commit", () => deps.database.ledger.waiting);
  gauge("al_parked_requests", "Requests that wait for an approval", () => deps.waiters.size);
  gauge(
    "al_inspections_waiting",
    "Large requests that wait to be parsed or for a thread",
    () => deps.bodyTurns.waiting + deps.inspector.waiting,
  );
  gauge("al_inspections_running", "Large requests that threads are inspecting", () => deps.inspector.running);
  gauge("al_streams", "Open event streams", () => deps.streams.size);
  gauge("al_bus_connected", "1 when hints can be sent and heard", () => Number(deps.bus.isConnected()));
  gauge("al_config_age_seconds", "Since the configuration versions were last polled", () => deps.configs.ageMs() / 1000);
  new Gauge({
    name: "al_orgs_denied",
    help: "Organisations of this process to which everything is denied because of what is stored",
    labelNames: ["reason"],
    registers,
    collect() {
      for (const [reason, count] of Object.entries(deps.configs.denied())) this.set({ reason }, count);
      this.set({ reason: "unsigned" }, deps.database.health.faults().length);
    },
  });
  new Gauge({
    name: "al_pool_connections",
    help: "Database connections by pool and state; waiting are callers without one",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [pool, usage] of Object.entries(deps.database.pools()))
        for (const [state, count] of Object.entries(usage)) this.set({ pool, state }, count);
    },
  });
}
