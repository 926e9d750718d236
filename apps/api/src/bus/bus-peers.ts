import type { BusUse, Database } from "@agentlattice/db";
import type { Log } from "../http/log.ts";

const ANNOUNCE_EVERY_MS = 2_000;

/** Compares the bus of this process with those of the other processes of the database. */
export interface BusPeers {
  /** Returns why hints do not reach every process; null when all processes use the same bus. */
  fault(): string | null;
  close(): Promise<void>;
}

interface BusPeersOptions {
  readonly database: Pick<Database, "processes">;
  readonly log: Log;
  readonly processId: string;
  /** Names the bus; null before its first connection. */
  readonly identity: () => string | null;
}

/** Announces the bus of this process in the database, and reads those of the others. */
export function startBusPeers({ database, log, processId, identity }: BusPeersOptions): BusPeers {
  let fault: string | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout;
  const announce = async () => {
    const bus = identity();
    if (bus === null) return;
    const found = describeMixture([{ bus, processes: 1 }, ...(await database.processes.announce(processId, bus))]);
    if (found !== null && fault === null) log.warn({ bus }, found);
    if (found === null && fault !== null) log.info({ bus }, "all processes use the same bus again");
    fault = found;
  };
  const run = (): Promise<void> =>
    announce()
      .catch((err) => log.warn({ err }, "the bus was not announced and is announced again"))
      .then(() => {
        if (!stopped) timer = setTimeout(() => (running = run()), ANNOUNCE_EVERY_MS).unref();
      });
  let running = run();
  return {
    fault: () => fault,
    async close() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await database.processes.leave(processId).catch((err) => log.warn({ err }, "the row of this process was not deleted"));
    },
  };
}

/** Describes the buses of all processes; null when they use the same one. */
export function describeMixture(uses: readonly BusUse[]): string | null {
  const counts = new Map<string, number>();
  for (const { bus, processes } of uses) counts.set(bus, (counts.get(bus) ?? 0) + processes);
  if (counts.size < 2) return null;
  const parts = [...counts].sort().map(([bus, count]) => `${count} ${count === 1 ? "uses" : "use"} ${nameOf(bus)}`);
  return `The processes of this database use different buses: ${parts.join(", ")}. Decisions are correct, but waiting gates resume seconds later. Set the same REDIS_URL for every process.`;
}

/** The id of a Redis tells two of them apart, and reveals no address. */
const nameOf = (bus: string) => (bus === "postgres" ? "Postgres" : `the Redis ${bus.slice("redis:".length)}`);
