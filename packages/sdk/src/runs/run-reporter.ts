import { AgentLatticeError } from "../errors.ts";
import type { Config } from "../transport/config.ts";
import { mintEventId } from "../transport/event-id.ts";
import { idSegment } from "../transport/ids.ts";
import { isTransient } from "../transport/retry.ts";
import { send } from "../transport/send.ts";

/** An event as `POST /runs/{id}/events` takes it. */
export interface ReportedEvent {
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly iteration_index?: number;
  readonly correlation_id?: string;
  readonly at: string;
}

interface Batch {
  /** All attempts have the same key, so that a lost answer adds nothing twice. */
  readonly key: string;
  readonly events: readonly ReportedEvent[];
}

const FLUSH_AFTER_MS = 1_000;
const FLUSH_EVENTS = 100;
const MAX_BATCH_EVENTS = 500;
const MAX_BATCH_BYTES = 900 * 1024;
const MAX_DATA_BYTES = 64 * 1024;
const MAX_WAITING = 10_000;
const encoder = new TextEncoder();

/**
 * Sends the events of a run in order, in batches. It never throws and never delays the program: what cannot be sent is reported to `onError`.
 */
export class RunReporter {
  readonly #config: Config;
  readonly #path: `/runs/${string}/events`;
  readonly #onError: (error: unknown) => void;
  readonly #waiting: ReportedEvent[] = [];
  /** The batch whose outcome is unknown. It is sent again before anything else. */
  #unsent: Batch | null = null;
  #dropped = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(config: Config, runId: string, onError: (error: unknown) => void) {
    this.#config = config;
    this.#path = `/runs/${idSegment("run", runId)}/events`;
    this.#onError = onError;
  }

  /** Adds an event to the next batch. */
  add(event: ReportedEvent): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(this.#withinLimit(event));
    if (this.#waiting.length >= FLUSH_EVENTS) void this.flush();
    else this.#timer ??= startTimer(() => void this.flush());
  }

  /** Resolves when the events so far were sent or reported as lost. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  /** Sends what is left, and reports what could not be sent. */
  async close(): Promise<void> {
    await this.flush();
    const lost = this.#waiting.length + (this.#unsent?.events.length ?? 0) + this.#dropped;
    if (lost > 0)
      this.#onError(new AgentLatticeError("EVENTS_LOST", `${lost} events of this run could not be sent. Its actions are not affected.`));
  }

  async #sendAll(): Promise<void> {
    for (let batch = this.#next(); batch; batch = this.#next()) {
      this.#unsent = batch;
      try {
        await send(this.#config, {
          method: "POST",
          path: this.#path,
          body: { events: batch.events },
          headers: { "idempotency-key": batch.key },
        });
        this.#unsent = null;
      } catch (error) {
        this.#onError(error);
        if (isTransient(error)) return;
        // The server has refused the batch for good.
        this.#unsent = null;
      }
    }
  }

  #next(): Batch | null {
    if (this.#unsent) return this.#unsent;
    let bytes = 0;
    let count = 0;
    for (const event of this.#waiting.slice(0, MAX_BATCH_EVENTS)) {
      bytes += sizeOf(event);
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count++;
    }
    return count === 0 ? null : { key: mintEventId(), events: this.#waiting.splice(0, count) };
  }

  /** Returns the event without its data when the server would refuse the data. */
  #withinLimit(event: ReportedEvent): ReportedEvent {
    const { data, ...rest } = event;
    try {
      if (data === undefined || sizeOf(data) <= MAX_DATA_BYTES) return event;
      throw new AgentLatticeError("INVALID_OPTION", "The data of an event is larger than 64 KiB, so it was left out. Send a summary.");
    } catch (error) {
      this.#onError(error);
      return rest;
    }
  }
}

const sizeOf = (value: unknown) => encoder.encode(JSON.stringify(value)).length;

/** Starts a timer that does not keep the program running. */
function startTimer(run: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, FLUSH_AFTER_MS);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}
