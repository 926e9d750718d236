import type { AuditEvent } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { EventFilter } from "./event-filter.ts";
import type { Sender } from "./sender.ts";
import { readEvents } from "./tailers.ts";

const PAGE = 500;

/** The entries of one stream, each once and in order: live ones as they come, and from the database whatever is in between. */
export class Feed {
  /** seq of the next entry to look at */
  next: number;
  filter: EventFilter;
  /** Known size of the ledger. */
  #size: number;
  #live: readonly AuditEvent[] = [];
  #pumping = false;
  readonly #deps: Deps;
  readonly #orgId: string;
  readonly #sender: Sender;

  constructor(deps: Deps, orgId: string, from: number, size: number, filter: EventFilter, sender: Sender) {
    this.#deps = deps;
    this.#orgId = orgId;
    this.next = from;
    this.#size = size;
    this.filter = filter;
    this.#sender = sender;
  }

  push(events: readonly AuditEvent[]): void {
    this.#size = Math.max(this.#size, (events.at(-1)?.seq ?? -1) + 1);
    // Only the newest are kept: what a slow client leaves lying is read from the database when its turn comes.
    this.#live = events;
    this.pump();
  }

  pump(): void {
    if (!this.#pumping) void this.#run();
  }

  async #run(): Promise<void> {
    this.#pumping = true;
    try {
      while (this.next < this.#size && (await this.#sender.drained())) {
        if (this.#size - this.next > this.#deps.env.AL_STREAM_REPLAY) this.#skip();
        else this.#deliver(this.#holds(this.#live) ? this.#live : await readEvents(this.#deps.database, this.#orgId, this.next, PAGE));
      }
    } catch (err) {
      this.#deps.log.warn({ err }, "a stream could not read the ledger");
      this.#sender.close();
    } finally {
      this.#pumping = false;
    }
  }

  /** Whether the next entry is among these. */
  #holds(events: readonly AuditEvent[]): boolean {
    return (events[0]?.seq ?? Infinity) <= this.next && this.next <= (events.at(-1)?.seq ?? -1);
  }

  /** @throws Error when the next entry is not there: a stream that cannot go on must not look like a quiet one */
  #deliver(events: readonly AuditEvent[]): void {
    if (!this.#holds(events)) throw new Error(`entry ${this.next} is not in the ledger`);
    for (const event of events) {
      if (event.seq !== this.next) continue;
      this.next += 1;
      if (this.filter(event)) this.#sender.write(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  /** Fell behind by more than is ever replayed: says which entries to list instead, and goes on with the newest. */
  #skip(): void {
    const to = this.#size - 1;
    this.#sender.write(`id: ${to}\nevent: gap\ndata: ${JSON.stringify({ from: this.next, to })}\n\n`);
    this.next = this.#size;
  }
}
