import { parentPort, workerData } from "node:worker_threads";
import type { DecisionBatch } from "@agentlattice/db/recorded";
import { openReplay, type ReplayData } from "./open-replay.ts";
import type { TallyData } from "./tally.ts";

/** The result of a thread for one batch. Results may arrive in any order. */
export interface ThreadAnswer {
  readonly done: number;
  readonly tally: TallyData;
}

/** Replays batches on a thread separate from the serving one. A failure ends the thread and the backtest. */
function run(port: NonNullable<typeof parentPort>, data: ReplayData): void {
  const fail = (error: unknown) => {
    throw error;
  };
  const opened = openReplay(data, fail);
  port.on("message", (batch: DecisionBatch) => {
    opened
      .replay(batch)
      .then((tally) => port.postMessage({ done: batch.count, tally } satisfies ThreadAnswer))
      .catch((error) => setImmediate(fail, error));
  });
}

if (parentPort) run(parentPort, workerData as ReplayData);
