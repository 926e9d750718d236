import type { Deps } from "../deps.ts";
import { advanceDrills } from "./advance-drills.ts";
import { advanceDue } from "./advance-due.ts";
import { expireDelegations } from "./expire-delegations.ts";
import { expireReservations } from "./expire-reservations.ts";
import { settleHalts } from "./settle-halts.ts";
import { silenceClients } from "./silence-clients.ts";
import { snapshotPosture } from "./snapshot-posture.ts";

const SHORTEST_MS = 5;
const LONGEST_MS = 1_000;
/** Interval of the search for organisations without a snapshot of the day. */
const SNAPSHOT_MS = 60_000;

export interface Sweeper {
  stop(): Promise<void>;
}

/** Starts the worker that expires approvals, delegations and reservations. It sleeps until the next is due, at most a second. Snapshots are taken once a minute. */
export function startSweeper(
  deps: Pick<Deps, "bus" | "database" | "keys" | "log" | "metrics" | "newId" | "now" | "presence" | "waiters">,
): Sweeper {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let snapshotsAt = 0;

  const sweep = async () => {
    let next = LONGEST_MS;
    const began = performance.now();
    try {
      const swept = [advanceDue, expireDelegations, settleHalts, advanceDrills, silenceClients, expireReservations];
      let ended = 0;
      for (const sweepOne of swept) ended += await sweepOne(deps);
      deps.metrics.swept(performance.now() - began, ended);
      next = ended > 0 ? SHORTEST_MS : Math.min(Math.max(await nextDue(deps), SHORTEST_MS), LONGEST_MS);
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

/** Returns the milliseconds until the next approval, delegation or reservation is due. */
async function nextDue({ database: { lookups } }: Pick<Deps, "database">): Promise<number> {
  const next = await Promise.all([lookups.nextDue(), lookups.nextDelegationDue(), lookups.nextReservationDue()]);
  return Math.min(...next.map((ms) => ms ?? LONGEST_MS));
}
