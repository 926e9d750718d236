import type { Deps } from "../deps.ts";
import { expireDue } from "./expire-due.ts";
import { snapshotPosture } from "./snapshot-posture.ts";

const SHORTEST_MS = 5;
const LONGEST_MS = 1_000;
/** How often organisations without a snapshot of the day are looked for. */
const SNAPSHOT_MS = 60_000;

export interface Sweeper {
  stop(): Promise<void>;
}

/** The one clock-driven worker: sleeps until the next row is due, at most a second. What is not urgent is looked for once a minute. */
export function startSweeper(deps: Deps): Sweeper {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let snapshotsAt = 0;

  const sweep = async () => {
    let next = LONGEST_MS;
    try {
      if ((await expireDue(deps)) > 0) next = SHORTEST_MS;
      else next = Math.min(Math.max((await deps.database.lookups.nextDue()) ?? LONGEST_MS, SHORTEST_MS), LONGEST_MS);
      if (deps.now() >= snapshotsAt) {
        snapshotsAt = deps.now() + SNAPSHOT_MS;
        if ((await snapshotPosture(deps)) > 0) snapshotsAt = 0;
      }
    } catch (err) {
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
