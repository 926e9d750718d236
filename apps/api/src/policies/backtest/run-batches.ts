import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { DecisionBatch } from "@agentlattice/db/recorded";
import type { ThreadAnswer } from "./backtest-thread.ts";
import { openReplay, type ReplayData } from "./open-replay.ts";
import { Tally, type TallyData } from "./tally.ts";

/** Number of threads. One processor is left for requests; each thread has its own heap and one connection. */
const MAX_THREADS = Math.min(8, Math.max(2, availableParallelism() - 1));
/** Batches sent to a thread at once, so that one is evaluated while the next is read. */
const BATCHES_AHEAD = 2;
const BATCHES_PER_THREAD = 4;

export interface RunInput {
  readonly data: ReplayData;
  readonly batches: readonly DecisionBatch[];
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** Number of decisions below which starting a thread takes longer than evaluating them. */
const MIN_FOR_THREADS = 200;

/**
 * Replays batches, newest first. Large backtests, and all with modules that scan content, run on threads, because custom patterns on one content
 * may take as long as a million simple decisions.
 * @throws the signal's reason when it is aborted, or the failure
 */
export function runBatches(input: RunInput): Promise<TallyData> {
  const total = input.batches.reduce((sum, { count }) => sum + count, 0);
  return total === 0 || (total <= MIN_FOR_THREADS && !usesModules(input.data)) ? runHere(input) : runThreads(input);
}

function usesModules({ before, after }: ReplayData): boolean {
  return [...before.policies, ...after.policies].some(({ document }) => document.spec.modules !== undefined);
}

async function runHere({ data, batches, signal, onProgress }: RunInput): Promise<TallyData> {
  const tally = new Tally();
  let done = 0;
  const opened = openReplay(data, () => {});
  try {
    for (const batch of batches) {
      tally.add(await Promise.race([opened.replay(batch), aborted(signal)]));
      done += batch.count;
      onProgress(done);
    }
    return tally.data();
  } finally {
    await opened.close();
  }
}

async function runThreads({ data, batches, signal, onProgress }: RunInput): Promise<TallyData> {
  const tally = new Tally();
  const waiting = [...batches];
  const threads = Array.from({ length: Math.min(MAX_THREADS, Math.ceil(batches.length / BATCHES_PER_THREAD)) }, () => startThread(data));
  let done = 0;
  const drive = (thread: Worker) =>
    new Promise<void>((resolve, reject) => {
      let under = 0;
      const give = () => {
        const batch = waiting.shift();
        if (batch) {
          under += 1;
          thread.postMessage(batch);
        } else if (under === 0) resolve();
      };
      thread.on("message", (answer: ThreadAnswer) => {
        under -= 1;
        tally.add(answer.tally);
        done += answer.done;
        onProgress(done);
        give();
      });
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("A thread of the backtest ended.")));
      for (let i = 0; i < BATCHES_AHEAD; i++) give();
    });
  try {
    await Promise.race([Promise.all(threads.map(drive)), aborted(signal)]);
    return tally.data();
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function startThread(data: ReplayData): Worker {
  return new Worker(threadFile(), { workerData: data, name: "backtest" });
}

/** Returns the built file of the thread, because Node does not run the TypeScript sources. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../../dist/backtest-thread.mjs" : "./backtest-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
