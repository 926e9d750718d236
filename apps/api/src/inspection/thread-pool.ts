import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { FairQueue, type FairQueueLimits, type FullQueue, type QueueOwner } from "@agentlattice/db";
import { KnownPolicies, type NamedPolicies } from "./known-policies.ts";
import type { Answer, SentTask, Task, TaskResults } from "./run-task.ts";

/** Thrown for an unfinished task: the queue was full, the task took too long, or the process stops. */
export class TaskRefused extends Error {
  readonly because: FullQueue | "too_long" | "stopping";

  constructor(because: TaskRefused["because"]) {
    super(`a task was refused: ${because}`);
    this.name = "TaskRefused";
    this.because = because;
  }
}

export interface ThreadPoolOptions {
  readonly threads: number;
  readonly queue: FairQueueLimits;
  /** Time limit of a task, after which its thread is replaced. */
  readonly timeLimitMs: number;
}

interface Job {
  readonly task: Task;
  readonly policies: NamedPolicies | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly known: KnownPolicies;
  job: { readonly job: Job; readonly timer: NodeJS.Timeout } | null;
}

/** Heap limit of a thread in MB. A task that exceeds it ends the thread, not the process. */
const MAX_HEAP_MB = 512;

/**
 * Runs tasks on threads that are started on demand, one task per thread. Waiting tasks take turns by organisation and caller. A thread that fails or exceeds
 * the time limit is replaced, and its task is rejected.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #queue: FairQueue<Job>;
  readonly #threads = new Set<Thread>();
  #stopping = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#queue = new FairQueue(options.queue);
  }

  get waiting(): number {
    return this.#queue.size;
  }

  get running(): number {
    return [...this.#threads].filter(({ job }) => job !== null).length;
  }

  /** @throws TaskRefused; Error when the thread failed */
  run<Kind extends Task["kind"]>(
    owner: QueueOwner,
    task: Extract<Task, { kind: Kind }>,
    policies?: NamedPolicies,
  ): Promise<TaskResults[Kind]> {
    if (this.#stopping) return Promise.reject(new TaskRefused("stopping"));
    return new Promise((resolve, reject) => {
      const job: Job = { task, policies, resolve, reject };
      this.#queue.push(owner, job, (full) => reject(new TaskRefused(full)));
      this.#next();
    });
  }

  /** Rejects waiting tasks and ends the threads. */
  async close(): Promise<void> {
    this.#stopping = true;
    for (const { reject } of this.#queue.clear()) reject(new TaskRefused("stopping"));
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, new TaskRefused("stopping"))));
  }

  #next(): void {
    while (this.#queue.size > 0) {
      const thread = this.#freeThread();
      const job = thread && this.#queue.shift();
      if (!job) return;
      this.#give(thread, job);
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.job === null) return thread;
    return this.#threads.size < this.#options.threads && !this.#stopping ? this.#start() : undefined;
  }

  #give(thread: Thread, job: Job): void {
    const timer = setTimeout(() => void this.#end(thread, new TaskRefused("too_long")), this.#options.timeLimitMs);
    thread.job = { job, timer };
    const { task, policies } = job;
    const sent: SentTask = { task, ...(policies ? thread.known.toSend(policies) : { evicted: [] }) };
    try {
      thread.worker.postMessage(sent);
    } catch (error) {
      this.#free(thread);
      job.reject(error);
    }
  }

  #start(): Thread {
    const worker = new Worker(threadFile(), { name: "inspection", resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    const thread: Thread = { worker, known: new KnownPolicies(), job: null };
    this.#threads.add(thread);
    worker.unref();
    worker.on("message", (answer: Answer) => {
      const job = this.#free(thread);
      if ("failed" in answer) job?.reject(new Error(`A thread could not run its task: ${answer.failed}`));
      else job?.resolve(answer.result as never);
      this.#next();
    });
    worker.once("error", (error) => void this.#end(thread, error));
    worker.once("exit", () => void this.#end(thread, new Error("An inspection thread ended.")));
    return thread;
  }

  #free(thread: Thread): Job | undefined {
    const { job } = thread;
    thread.job = null;
    if (job) clearTimeout(job.timer);
    return job?.job;
  }

  /** Ends a thread. Another one is started on demand. */
  async #end(thread: Thread, reason: unknown): Promise<void> {
    this.#threads.delete(thread);
    this.#free(thread)?.reject(reason);
    const ended = thread.worker.terminate();
    this.#next();
    await ended;
  }
}

/** Returns the built file of the thread, because Node does not run the TypeScript sources. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../dist/inspection-thread.mjs" : "./inspection-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}
