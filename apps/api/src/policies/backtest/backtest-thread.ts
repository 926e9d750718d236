import { parentPort, workerData } from "node:worker_threads";
import type { Tile } from "@agentlattice/db/recorded";
import { openReplay, type ReplayData } from "./open-replay.ts";
import type { TallyData } from "./tally.ts";

/** What a thread says for every tile it was given, in any order. */
export interface ThreadAnswer {
  readonly done: number;
  readonly tally: TallyData;
}

/** Replays the tiles it is sent, apart from the thread that serves requests. A failure ends it, and with it the backtest. */
function run(port: NonNullable<typeof parentPort>, data: ReplayData): void {
  const fail = (error: unknown) => {
    throw error;
  };
  const opened = openReplay(data, fail);
  port.on("message", (tile: Tile) => {
    opened
      .replay(tile)
      .then((tally) => port.postMessage({ done: tile.count, tally } satisfies ThreadAnswer))
      .catch((error) => setImmediate(fail, error));
  });
}

if (parentPort) run(parentPort, workerData as ReplayData);
