import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { FairQueue, type FairQueueLimits, type QueueOwner } from "@agentlattice/db";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Bus, Hint } from "../bus/bus.ts";
import { AppError } from "../http/app-error.ts";
import type { LedgerEvent } from "../metrics/ledger-events.ts";
import type { ForwardedAnswer, ForwardedRequest, FromThread, LargeThreadData, ToThread } from "./wire.ts";

export interface LargeRequestsOptions {
  readonly data: LargeThreadData;
  readonly queue: FairQueueLimits;
  /** Time limit for parsing a body, in ms. A thread that exceeds it is replaced. */
  readonly parseTimeoutMs: number;
  readonly onLedgerEvent: (event: LedgerEvent) => void;
  readonly onError: (error: unknown) => void;
}

interface Job {
  readonly id: number;
  readonly request: ForwardedRequest;
  readonly signal: AbortSignal;
  readonly resolve: (answer: ForwardedAnswer) => void;
  readonly reject: (error: AppError) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Dispatched jobs without an answer, by id. */
  readonly jobs: Map<number, Job>;
  /** The job whose body is being parsed, with its time limit. */
  parsing: { readonly id: number; readonly timer: NodeJS.Timeout } | null;
}

const MAX_HEAP_MB = 1_024;

/**
 * Serves requests with a large body on a separate thread that runs the whole application. Parsing, hashing, encrypting and serialising a
 * large request take time in proportion to its size, and only other large requests wait for them. Organisations take turns. A thread that
 * fails is replaced, and its requests are refused.
 */
export class LargeRequests {
  readonly #options: LargeRequestsOptions;
  readonly #queue: FairQueue<Job>;
  readonly #listeners: ((hint: Hint | null, isOwn: boolean) => void)[] = [];
  #thread: Thread | null = null;
  #outer: Bus | null = null;
  #stopping = false;
  #next = 0;

  constructor(options: LargeRequestsOptions) {
    this.#options = options;
    this.#queue = new FairQueue(options.queue);
  }

  /** Number of requests that wait for the thread. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Number of dispatched requests without an answer. */
  get running(): number {
    return this.#thread?.jobs.size ?? 0;
  }

  /** Returns a bus that also passes hints between the thread, this process and other processes. */
  connectBus(outer: Bus): Bus {
    this.#outer = outer;
    outer.listen((hint) => {
      for (const listener of this.#listeners) listener(hint, false);
      this.#postHint(hint, false);
    });
    return {
      send: (hint) => {
        outer.send(hint);
        this.#postHint(hint, true);
      },
      listen: (onHint) => void this.#listeners.push(onHint),
      isConnected: () => outer.isConnected(),
      close: () => outer.close(),
    };
  }

  /** Forwards a request to the thread and returns its answer. @throws AppError INSPECTION_QUEUE_FULL, OUTCOME_UNKNOWN, SHUTTING_DOWN */
  async serve(c: Context, owner: QueueOwner, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = [...c.req.raw.headers].filter(([name]) => name !== "x-request-id");
    const request = { method: c.req.method, url: c.req.url, headers: [...headers, ["x-request-id", c.get("requestId")] as const], body };
    const answer = await this.#forward(owner, request, c.req.raw.signal);
    for (const [name, value] of answer.headers) c.header(name, value);
    return c.body(answer.body, answer.status as ContentfulStatusCode);
  }

  /** Refuses new and queued requests and ends waiting ones. */
  stop(): void {
    this.#stopping = true;
    for (const { reject } of this.#queue.clear()) reject(shuttingDown());
    this.#post({ kind: "stop" });
  }

  /** Ends the thread after it has completed its requests, at once when it has none: it may still be loading, which takes seconds on a busy machine. */
  async close(): Promise<void> {
    this.#stopping = true;
    const thread = this.#thread;
    if (!thread) return;
    if (thread.jobs.size === 0) return void (await thread.worker.terminate());
    const ended = new Promise((resolve) => thread.worker.once("exit", resolve));
    this.#post({ kind: "close" });
    await ended;
  }

  #forward(owner: QueueOwner, request: ForwardedRequest, signal: AbortSignal): Promise<ForwardedAnswer> {
    if (this.#stopping) return Promise.reject(shuttingDown());
    return new Promise((resolve, reject) => {
      const job: Job = { id: this.#next++, request, signal, resolve, reject };
      signal.addEventListener("abort", () => this.#post({ kind: "abort", id: job.id }), { once: true });
      this.#queue.push(owner, job, () => reject(queueFull()));
      this.#dispatchNext();
    });
  }

  #dispatchNext(): void {
    if (this.#queue.size === 0 || this.#thread?.parsing) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#thread ??= this.#startThread();
    const thread = this.#thread;
    const timer = setTimeout(() => this.#end(thread, new Error("a large request was not parsed in time")), this.#options.parseTimeoutMs);
    thread.parsing = { id: job.id, timer };
    thread.jobs.set(job.id, job);
    const { id, request, signal } = job;
    thread.worker.postMessage({ kind: "request", id, request } satisfies ToThread, [request.body.buffer]);
    if (signal.aborted) this.#post({ kind: "abort", id });
  }

  #startThread(): Thread {
    const worker = new Worker(threadFile(), {
      name: "large-requests",
      workerData: this.#options.data,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const thread: Thread = { worker, jobs: new Map(), parsing: null };
    worker.unref();
    worker.on("message", (message: FromThread) => this.#onMessage(thread, message));
    worker.once("error", (error) => this.#end(thread, error));
    worker.once("exit", () => this.#end(thread, null));
    return thread;
  }

  #onMessage(thread: Thread, message: FromThread): void {
    switch (message.kind) {
      case "parsed":
        this.#bodyParsed(thread, message.id);
        return;
      case "answer":
        this.#bodyParsed(thread, message.id);
        thread.jobs.get(message.id)?.resolve(message.answer);
        thread.jobs.delete(message.id);
        return;
      case "hint":
        for (const listener of this.#listeners) listener(message.hint, true);
        this.#outer?.send(message.hint);
        return;
      case "ledger":
        this.#options.onLedgerEvent(message.event);
    }
  }

  #bodyParsed(thread: Thread, id: number): void {
    if (thread.parsing?.id !== id) return;
    clearTimeout(thread.parsing.timer);
    thread.parsing = null;
    this.#dispatchNext();
  }

  /** Removes an ended thread and refuses its requests, which may have been recorded. @param error null when the thread ended on request */
  #end(thread: Thread, error: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    if (error !== null) this.#options.onError(error);
    if (thread.parsing) clearTimeout(thread.parsing.timer);
    for (const { reject } of thread.jobs.values()) reject(outcomeUnknown());
    void thread.worker.terminate();
    this.#dispatchNext();
  }

  /** Posts a hint to the thread, except changed heads, which only event streams use. */
  #postHint(hint: Hint | null, isOwn: boolean): void {
    if (hint?.kind !== "head") this.#post({ kind: "hint", hint, isOwn });
  }

  #post(message: ToThread): void {
    this.#thread?.worker.postMessage(message);
  }
}

function queueFull(): AppError {
  return new AppError("INSPECTION_QUEUE_FULL", {
    detail: "Too many large requests are waiting. Send fewer at once, or retry in a few seconds.",
    retryAfter: 1,
  });
}

function outcomeUnknown(): AppError {
  return new AppError("OUTCOME_UNKNOWN", {
    detail:
      "The thread that served this large request ended before it answered. Send the request again with the same id to get its result.",
    retryAfter: 1,
  });
}

function shuttingDown(): AppError {
  return new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send the request again.", retryAfter: 1 });
}

/** Returns the built file of the thread, because a thread cannot run TypeScript. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../dist/large-request-thread.mjs" : "./large-request-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}
