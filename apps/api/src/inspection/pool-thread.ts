import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { QueueOwner } from "@agentlattice/db";
import { KnownPolicies, type NamedPolicies } from "./known-policies.ts";
import type { FromThread, SentTask, Task, ThreadData } from "./run-task.ts";
import { TaskRefused } from "./task-refused.ts";

/** A task and the request that waits for it. */
export interface Job {
  readonly owner: QueueOwner;
  readonly task: Task;
  readonly policies: NamedPolicies | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface PoolThreadOptions {
  readonly niceness: number;
  /** Called once, when the thread takes tasks. */
  readonly onWarm: () => void;
  /** Called when a task has ended and the thread takes the next. @param ms time that the task used */
  readonly onFree: (job: Job, ms: number) => void;
  /** Called once, when the thread has failed or was ended. @param ms time that its task used */
  readonly onEnd: (error: unknown, job: Job | null, ms: number) => void;
}

/** Heap limit of a thread in MB. A task that exceeds it ends the thread, not the process. */
const MAX_HEAP_MB = 512;

/** A thread of the pool, which runs one task at a time. */
export class PoolThread {
  /** Resolves when the thread takes tasks. */
  readonly warm: Promise<void>;
  readonly #worker: Worker;
  readonly #known = new KnownPolicies();
  readonly #options: PoolThreadOptions;
  #running: { readonly job: Job; readonly timer: NodeJS.Timeout; readonly startedAt: number } | null = null;
  #isWarm = false;
  #hasEnded = false;

  constructor(options: PoolThreadOptions) {
    this.#options = options;
    const workerData: ThreadData = { niceness: options.niceness };
    this.#worker = new Worker(threadFile(), { name: "inspection", workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    this.#worker.unref();
    this.warm = new Promise((resolve, reject) => {
      this.#worker.on("message", (message: FromThread) => {
        if (message.kind === "warm") resolve();
        this.#onMessage(message);
      });
      this.#worker.once("error", (error) => {
        reject(error);
        void this.end(error);
      });
      this.#worker.once("exit", () => {
        const error = new Error("An inspection thread ended.");
        reject(error);
        void this.end(error);
      });
    });
    // Tasks are refused when a thread does not start, and only `ThreadPool.start` waits for it.
    this.warm.catch(() => {});
  }

  /** True once the thread has loaded its code and tables. */
  get isWarm(): boolean {
    return this.#isWarm;
  }

  /** The task that runs. */
  get job(): Job | null {
    return this.#running?.job ?? null;
  }

  /** Runs a task on this warm and free thread. */
  give(job: Job, timeLimitMs: number): void {
    const timer = setTimeout(() => void this.end(new TaskRefused("too_long")), timeLimitMs);
    this.#running = { job, timer, startedAt: performance.now() };
    const { task, policies } = job;
    const sent: SentTask = { task, ...(policies ? this.#known.toSend(policies) : { evicted: [] }) };
    try {
      this.#worker.postMessage(sent);
    } catch (error) {
      this.#free();
      job.reject(error);
    }
  }

  /** Ends the thread and rejects its task. */
  async end(error: unknown): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const ended = this.#worker.terminate();
    const { job, ms } = this.#free();
    job?.reject(error);
    this.#options.onEnd(error, job, ms);
    await ended;
  }

  #onMessage(message: FromThread): void {
    if (message.kind === "warm") {
      this.#isWarm = true;
      this.#options.onWarm();
      return;
    }
    const { job, ms } = this.#free();
    if (job === null) return;
    if (message.kind === "failed") job.reject(new Error(`A thread could not run its task: ${message.reason}`));
    else job.resolve(message.result as never);
    this.#options.onFree(job, ms);
  }

  #free(): { readonly job: Job | null; readonly ms: number } {
    const running = this.#running;
    this.#running = null;
    if (running === null) return { job: null, ms: 0 };
    clearTimeout(running.timer);
    return { job: running.job, ms: performance.now() - running.startedAt };
  }
}

/** Returns the built file of the thread, because Node does not run the TypeScript sources. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../dist/inspection-thread.mjs" : "./inspection-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}
