import type { Deps } from "../deps.ts";
import { dueApprovals } from "./due-approvals.ts";
import { dueDelegations } from "./due-delegations.ts";
import { dueDrills } from "./due-drills.ts";
import { dueReservations } from "./due-reservations.ts";
import { DueWorker } from "./due-work.ts";
import { markSilentClients } from "./mark-silent-clients.ts";
import { snapshotPosture } from "./snapshot-posture.ts";
import { unconfirmedHalts } from "./unconfirmed-halts.ts";
import { unsettledHalts } from "./unsettled-halts.ts";

const SHORTEST_MS = 5;
const LONGEST_MS = 1_000;
/** Interval of the search for halts that clients confirmed by leaving. Their confirmation has no due time. */
const CONFIRM_MS = 1_000;
/** Interval of the search for organisations without a snapshot of the day. */
const SNAPSHOT_MS = 60_000;

export interface Sweeper {
  stop(): Promise<void>;
}

/**
 * Starts the worker that processes due rows. It sleeps until the next one is due, for at most a second. Posture snapshots are taken once a
 * minute.
 */
export function startSweeper(
  deps: Pick<Deps, "bus" | "database" | "keys" | "log" | "metrics" | "newId" | "now" | "presence" | "waiters">,
): Sweeper {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let snapshotsAt = 0;
  let confirmAt = 0;
  const worker = new DueWorker(deps);

  const sweep = async () => {
    let next = LONGEST_MS;
    const began = performance.now();
    try {
      let found = await worker.run(dueApprovals(deps));
      found += await worker.run(dueDelegations(deps));
      found += await worker.run(dueReservations(deps));
      found += await worker.run(unsettledHalts(deps));
      found += await worker.run(dueDrills(deps));
      found += await markSilentClients(deps);
      deps.metrics.swept(performance.now() - began, found);
      next = found > 0 ? SHORTEST_MS : Math.min(Math.max(await nextDue(deps, worker.paused()), SHORTEST_MS), LONGEST_MS);
      if (deps.now() >= confirmAt) {
        confirmAt = deps.now() + CONFIRM_MS;
        await worker.run(unconfirmedHalts(deps));
      }
      if (deps.now() >= snapshotsAt) {
        snapshotsAt = deps.now() + SNAPSHOT_MS;
        if ((await snapshotPosture(deps)) > 0) snapshotsAt = 0;
      }
    } catch (err) {
      deps.metrics.sweepFailed();
      deps.log.warn({ err }, "the sweep failed and is tried again");
    }
    if (!stopped) schedule(next);
  };
  const schedule = (delay: number) => {
    timer = setTimeout(() => {
      running = sweep();
    }, delay);
    timer.unref();
  };
  schedule(SHORTEST_MS);
  return {
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** Returns the milliseconds until the next approval, delegation or reservation is due, excluding those of the given organisations. */
async function nextDue({ database: { lookups } }: Pick<Deps, "database">, without: readonly string[]): Promise<number> {
  const next = await Promise.all([lookups.nextDue(without), lookups.nextDelegationDue(without), lookups.nextReservationDue(without)]);
  return Math.min(...next.map((ms) => ms ?? LONGEST_MS));
}
