import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Bus, Hint } from "../bus/bus.ts";
import { AppError } from "../http/app-error.ts";
import { FairQueue, type FairQueueLimits } from "../inspection/fair-queue.ts";
import type { LedgerEvent } from "../metrics/ledger-events.ts";
import type { ForwardedAnswer, ForwardedRequest, FromThread, LargeThreadData, ToThread } from "./wire.ts";

export interface LargeRequestsOptions {
  readonly data: LargeThreadData;
  readonly queue: FairQueueLimits;
  /** How long the thread may take until a body is parsed; then it is replaced. */
  readonly readWithinMs: number;
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
  /** What it was given and has not answered. */
  readonly jobs: Map<number, Job>;
  /** The one whose body it parses, and how long it may. */
  reading: { readonly id: number; readonly timer: NodeJS.Timeout } | null;
}

const MAX_HEAP_MB = 1_024;

/**
 * Serves requests with a large body on a thread of their own, which runs the whole application: parsing, digests, sealing and the
 * answer of a large request take time in proportion to it, and nobody waits for them but other large requests. Organisations take
 * turns. A thread that fails is replaced; what it was given is refused.
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

  /** Requests whose body no thread has looked into yet. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Requests that the thread was given and has not answered. */
  get running(): number {
    return this.#thread?.jobs.size ?? 0;
  }

  /** Starts the thread before it is needed: its first request does not wait for it then. */
  start(): void {
    this.#thread ??= this.#startThread();
  }

  /** Connects the thread with what this process tells others and hears from them. */
  join(outer: Bus): Bus {
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

  /** Answers a request by what the thread answers. @throws AppError INSPECTION_QUEUE_FULL, OUTCOME_UNKNOWN, SHUTTING_DOWN */
  async answer(c: Context, orgId: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = [...c.req.raw.headers].filter(([name]) => name !== "x-request-id");
    const request = { method: c.req.method, url: c.req.url, headers: [...headers, ["x-request-id", c.get("requestId")] as const], body };
    const answered = await this.#serve(orgId, request, c.req.raw.signal);
    for (const [name, value] of answered.headers) c.header(name, value);
    return c.body(answered.body, answered.status as ContentfulStatusCode);
  }

  /** Takes no new work; what is parked is let go. */
  stop(): void {
    this.#stopping = true;
    for (const { reject } of this.#queue.clear()) reject(shuttingDown());
    this.#post({ kind: "stop" });
  }

  /** Ends the thread, after what it has under way is written. */
  async close(): Promise<void> {
    this.#stopping = true;
    const thread = this.#thread;
    if (!thread) return;
    const ended = new Promise((resolve) => thread.worker.once("exit", resolve));
    this.#post({ kind: "close" });
    await ended;
  }

  #serve(orgId: string, request: ForwardedRequest, signal: AbortSignal): Promise<ForwardedAnswer> {
    if (this.#stopping) return Promise.reject(shuttingDown());
    return new Promise((resolve, reject) => {
      const job: Job = { id: this.#next++, request, signal, resolve, reject };
      signal.addEventListener("abort", () => this.#post({ kind: "abort", id: job.id }), { once: true });
      this.#queue.push(orgId, job, () => reject(queueFull()));
      this.#giveNext();
    });
  }

  #giveNext(): void {
    if (this.#queue.size === 0 || this.#thread?.reading) return;
    this.start();
    const thread = this.#thread;
    const job = this.#queue.shift();
    if (!thread || !job) return;
    const timer = setTimeout(() => this.#end(thread, new Error("a large request was not read in time")), this.#options.readWithinMs);
    thread.reading = { id: job.id, timer };
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
    const thread: Thread = { worker, jobs: new Map(), reading: null };
    worker.unref();
    worker.on("message", (message: FromThread) => this.#hear(thread, message));
    worker.once("error", (error) => this.#end(thread, error));
    worker.once("exit", () => this.#end(thread, null));
    return thread;
  }

  #hear(thread: Thread, message: FromThread): void {
    switch (message.kind) {
      case "read":
        this.#hasRead(thread, message.id);
        return;
      case "answer":
        this.#hasRead(thread, message.id);
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

  #hasRead(thread: Thread, id: number): void {
    if (thread.reading?.id !== id) return;
    clearTimeout(thread.reading.timer);
    thread.reading = null;
    this.#giveNext();
  }

  /** Ends a thread for good. What it was given may have been recorded. @param because null when it ended as it was told to */
  #end(thread: Thread, because: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    if (because !== null) this.#options.onError(because);
    if (thread.reading) clearTimeout(thread.reading.timer);
    for (const { reject } of thread.jobs.values()) reject(outcomeUnknown());
    void thread.worker.terminate();
    this.#giveNext();
  }

  /** Heads are for streams, which the thread has none of. */
  #postHint(hint: Hint | null, isOwn: boolean): void {
    if (hint?.kind !== "head") this.#post({ kind: "hint", hint, isOwn });
  }

  #post(message: ToThread): void {
    this.#thread?.worker.postMessage(message);
  }
}

function queueFull(): AppError {
  return new AppError("INSPECTION_QUEUE_FULL", {
    detail: "Too many large requests are waiting. Send fewer at once, or try again in a few seconds.",
    retryAfter: 1,
  });
}

function outcomeUnknown(): AppError {
  return new AppError("OUTCOME_UNKNOWN", {
    detail: "What served this large request ended before it answered. Send the request again with the same id, to learn what became of it.",
    retryAfter: 1,
  });
}

function shuttingDown(): AppError {
  return new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send the request again.", retryAfter: 1 });
}

/** Threads run what was built: the sources are TypeScript. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../dist/large-request-thread.mjs" : "./large-request-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}
