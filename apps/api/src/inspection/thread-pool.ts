import { FairQueue, type FairQueueLimits, type QueueOwner } from "@agentlattice/db";
import type { NamedPolicies } from "./known-policies.ts";
import { type Job, PoolThread } from "./pool-thread.ts";
import { RecentTime } from "./recent-time.ts";
import type { Task, TaskResults } from "./run-task.ts";
import { TaskRefused } from "./task-refused.ts";

export interface ThreadPoolOptions {
  /** Number of threads for long tasks. Short ones have one more thread. */
  readonly threads: number;
  readonly queue: FairQueueLimits;
  /** Time limit of a task, after which its thread is replaced. */
  readonly timeLimitMs: number;
}

/** Threads for tasks of one length, and the tasks that wait for them. */
interface Lane {
  readonly queue: FairQueue<Job>;
  readonly threads: Set<PoolThread>;
  readonly maxThreads: number;
  /** Tasks of one organisation that run at a time, so that another finds a free thread. */
  readonly maxPerOrg: number;
  readonly niceness: number;
}

/** Niceness of the threads. The main thread, which serves requests, has 0. */
const NICENESS = { short: 5, long: 10 };
/** An organisation that used this much more time than another lets it go first, in ms. */
const TURN_MS = 100;

/**
 * Runs tasks on threads, one task per thread. Short and long tasks have separate threads, so that a short one waits only for short ones. The operating
 * system interrupts a long task within milliseconds. Organisations take turns by the time that they used recently, and so do their callers. A thread
 * that fails or exceeds the time limit is replaced, and its task is rejected.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #lanes: { readonly short: Lane; readonly long: Lane };
  readonly #time = new RecentTime();
  #stopping = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    const { queue, threads } = options;
    const lane = (maxThreads: number, maxPerOrg: number, niceness: number): Lane => ({
      queue: new FairQueue(queue),
      threads: new Set(),
      maxThreads,
      maxPerOrg,
      niceness,
    });
    this.#lanes = { short: lane(1, Number.POSITIVE_INFINITY, NICENESS.short), long: lane(threads, Math.ceil(threads / 2), NICENESS.long) };
  }

  get waiting(): number {
    return this.#lanes.short.queue.size + this.#lanes.long.queue.size;
  }

  get running(): number {
    return this.#threads().filter(({ job }) => job !== null).length;
  }

  /** Starts every thread. Without it, threads start with the first tasks. @returns a promise that resolves when all of them are warm */
  async start(): Promise<void> {
    for (const lane of Object.values(this.#lanes)) while (lane.threads.size < lane.maxThreads) this.#startThread(lane);
    await Promise.all(this.#threads().map((thread) => thread.warm));
  }

  /** @param length whether a task takes milliseconds or more @throws TaskRefused; Error when the thread failed */
  run<Kind extends Task["kind"]>(
    owner: QueueOwner,
    task: Extract<Task, { kind: Kind }>,
    { length, policies }: { readonly length: "short" | "long"; readonly policies?: NamedPolicies },
  ): Promise<TaskResults[Kind]> {
    if (this.#stopping) return Promise.reject(new TaskRefused("stopping"));
    return new Promise((resolve, reject) => {
      const job: Job = { owner, task, policies, resolve, reject };
      this.#lanes[length].queue.push(owner, job, (full) => reject(new TaskRefused(full)));
      this.#next();
    });
  }

  /** Rejects waiting tasks and ends the threads. */
  async close(): Promise<void> {
    this.#stopping = true;
    const refused = new TaskRefused("stopping");
    for (const lane of Object.values(this.#lanes)) this.#refuseWaiting(lane, refused);
    await Promise.all(this.#threads().map((thread) => thread.end(refused)));
  }

  #threads(): PoolThread[] {
    return Object.values(this.#lanes).flatMap(({ threads }) => [...threads]);
  }

  #next(): void {
    if (this.#stopping) return;
    const { short, long } = this.#lanes;
    this.#serve(long, long.threads);
    // A short task may use an idle thread for long tasks too.
    this.#serve(short, [...short.threads, ...long.threads]);
    for (const lane of [short, long])
      if (
        lane.queue.size > 0 &&
        lane.threads.size < lane.maxThreads &&
        ![...lane.threads].some(({ isWarm, job }) => !isWarm || job === null)
      )
        this.#startThread(lane);
  }

  #serve(lane: Lane, threads: Iterable<PoolThread>): void {
    for (const thread of threads) {
      if (!thread.isWarm || thread.job !== null) continue;
      const job = this.#shift(lane);
      if (job === undefined) return;
      thread.give(job, this.#options.timeLimitMs);
    }
  }

  /** Removes and returns the next task of the organisations that used the least time. */
  #shift({ queue, threads, maxPerOrg }: Lane): Job | undefined {
    const running = (orgId: string) => [...threads].filter(({ job }) => job?.owner.orgId === orgId).length;
    const served = [...queue.orgIds()].filter((orgId) => running(orgId) < maxPerOrg);
    const least = Math.min(...served.map((orgId) => this.#time.of(orgId)));
    const next = new Set(served.filter((orgId) => this.#time.of(orgId) <= least + TURN_MS));
    return queue.shift(({ orgId }) => next.has(orgId));
  }

  #startThread(lane: Lane): void {
    const thread: PoolThread = new PoolThread({
      niceness: lane.niceness,
      onWarm: () => this.#next(),
      onFree: ({ owner }, ms) => {
        this.#time.add(owner.orgId, ms);
        this.#next();
      },
      onEnd: (error, job, ms) => {
        lane.threads.delete(thread);
        if (job) this.#time.add(job.owner.orgId, ms);
        if (this.#stopping) return;
        // A thread that cannot even start would be started over and over.
        if (thread.isWarm) this.#startThread(lane);
        else this.#refuseWaiting(lane, error);
      },
    });
    lane.threads.add(thread);
  }

  #refuseWaiting({ queue }: Lane, error: unknown): void {
    for (const { reject } of queue.clear()) reject(error);
  }
}
