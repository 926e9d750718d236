import { FairQueue, type FairQueueLimits, type QueueOwner } from "@agentlattice/db";
import { queueFull } from "./queue-full.ts";

/** Time of one turn of the event loop, in ms, after which other requests are served before the next large body is parsed. */
const TURN_MS = 5;
/** An organisation whose body took longer, in ms, pauses. */
const QUICK_MS = 1;
/**
 * Number of times as long as the parsing of its body an organisation pauses before its next body is parsed. What follows the parsing on the main thread
 * (canonical form, hash, encryption, answer) takes about three times as long, so one organisation uses at most two fifths of that thread with large bodies.
 */
const PAUSE = 10;
/** Longest pause, in ms: on a busy machine the time of parsing includes waiting for a processor. */
const MAX_PAUSE_MS = 500;

interface Waiting {
  readonly owner: QueueOwner;
  readonly parse: () => void;
}

/** Parses large bodies on the main thread in turn, so that those of one organisation do not delay the requests of another. */
export class BodyTurns {
  readonly #queue: FairQueue<Waiting>;
  /** When the pause of an organisation ends, on the monotonic clock in ms. */
  readonly #pauses = new Map<string, number>();
  #isScheduled = false;

  constructor(limits: FairQueueLimits) {
    this.#queue = new FairQueue(limits);
  }

  /** Number of bodies that wait to be parsed. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Calls a function that parses a body when it is its organisation's turn. @throws AppError INSPECTION_QUEUE_FULL; what `parse` throws */
  run<Result>(owner: QueueOwner, parse: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          resolve(parse());
        } catch (error) {
          reject(error);
        }
      };
      this.#queue.push(owner, { owner, parse: attempt }, (full) => reject(queueFull(full)));
      this.#schedule(0);
    });
  }

  #schedule(delayMs: number): void {
    if (this.#isScheduled || this.#queue.size === 0) return;
    this.#isScheduled = true;
    const parseNext = () => {
      this.#isScheduled = false;
      this.#schedule(this.#parse());
    };
    if (delayMs === 0) setImmediate(parseNext);
    else setTimeout(parseNext, delayMs);
  }

  /** Parses bodies for one turn of the event loop. Returns the delay until the next body may be parsed. */
  #parse(): number {
    const began = performance.now();
    for (const [orgId, end] of this.#pauses) if (end <= began) this.#pauses.delete(orgId);
    while (performance.now() - began < TURN_MS) {
      const next = this.#queue.shift(({ orgId }) => !this.#pauses.has(orgId));
      if (next === undefined) return this.#queue.size === 0 ? 0 : Math.max(1, Math.min(...this.#pauses.values()) - performance.now());
      const start = performance.now();
      next.parse();
      const end = performance.now();
      if (end - start > QUICK_MS) this.#pauses.set(next.owner.orgId, end + Math.min(MAX_PAUSE_MS, (end - start) * PAUSE));
    }
    return 0;
  }
}
