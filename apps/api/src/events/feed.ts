import type { AuditEvent } from "@agentlattice/contract";
import { changesSight, type EventFilter } from "./event-filter.ts";
import type { Sender } from "./sender.ts";
import type { StreamInput } from "./stream-events.ts";
import { readEvents } from "./tailers.ts";

const PAGE = 500;

/** The entries of one stream, each once and in order: live ones as they come, and from the database whatever is in between. */
export class Feed {
  /** seq of the next entry to look at */
  next: number;
  #filter: EventFilter;
  /** Known size of the ledger. */
  #size: number;
  #live: readonly AuditEvent[] = [];
  #pumping = false;
  readonly #input: StreamInput;
  readonly #sender: Sender;

  constructor(input: StreamInput, { from, size, sender }: { from: number; size: number; sender: Sender }) {
    this.#input = input;
    this.#filter = input.filter;
    this.next = from;
    this.#size = size;
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
        if (this.#size - this.next > this.#input.deps.env.AL_STREAM_REPLAY) this.#skip();
        else await this.#deliver(this.#holds(this.#live) ? this.#live : await this.#read());
      }
    } catch (err) {
      this.#input.deps.log.warn({ err }, "a stream could not read the ledger");
      this.#sender.close();
    } finally {
      this.#pumping = false;
    }
  }

  /** Whether the next entry is among these. */
  #holds(events: readonly AuditEvent[]): boolean {
    return (events[0]?.seq ?? Infinity) <= this.next && this.next <= (events.at(-1)?.seq ?? -1);
  }

  #read(): Promise<AuditEvent[]> {
    return readEvents(this.#input.deps.database, this.#input.orgId, this.next, PAGE);
  }

  /** @throws Error when the next entry is not there: a stream that cannot go on must not look like a quiet one */
  async #deliver(events: readonly AuditEvent[]): Promise<void> {
    if (!this.#holds(events)) throw new Error(`entry ${this.next} is not in the ledger`);
    // A child that was just made acts at once: what it does comes after the entry that says it is ours.
    if (events.some(changesSight)) this.#filter = await this.#input.reload();
    for (const event of events) {
      if (event.seq !== this.next) continue;
      this.next += 1;
      if (this.#filter(event)) this.#sender.write(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  /** Fell behind by more than is ever replayed: says which entries to list instead, and goes on with the newest. */
  #skip(): void {
    const to = this.#size - 1;
    this.#sender.write(`id: ${to}\nevent: gap\ndata: ${JSON.stringify({ from: this.next, to })}\n\n`);
    this.next = this.#size;
  }
}
