import type { AuditEvent } from "@agentlattice/contract";
import { changesVisibility, type EventFilter } from "./event-filter.ts";
import type { Sender } from "./sender.ts";
import type { StreamInput } from "./stream-input.ts";
import { readEvents } from "./tailers.ts";

const PAGE = 500;

/** The entries of one stream, each once and in order. Live entries come from memory; gaps are read from the database. */
export class Feed {
  /** seq of the next entry. */
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
    // Only the newest entries are kept; older ones are read from the database when a slow client needs them.
    this.#live = events;
    // The usual case needs no promise: thousands of idle streams receive each entry.
    if (!this.#pumping && this.#sender.ready && this.#includesNext(events) && !events.some(changesVisibility)) this.#write(events);
    this.pump();
  }

  pump(): void {
    if (!this.#pumping && this.next < this.#size) void this.#run();
  }

  async #run(): Promise<void> {
    this.#pumping = true;
    try {
      while (this.next < this.#size && (await this.#sender.drained())) {
        if (this.#size - this.next > this.#input.deps.env.AL_STREAM_REPLAY) this.#skip();
        else await this.#deliver(this.#includesNext(this.#live) ? this.#live : await this.#read());
      }
    } catch (err) {
      this.#input.deps.log.warn({ err }, "a stream could not read the ledger");
      this.#sender.close();
    } finally {
      this.#pumping = false;
    }
  }

  /** Returns true when the batch contains the next entry. */
  #includesNext(events: readonly AuditEvent[]): boolean {
    return (events[0]?.seq ?? Infinity) <= this.next && this.next <= (events.at(-1)?.seq ?? -1);
  }

  #read(): Promise<AuditEvent[]> {
    return readEvents(this.#input.deps.database, this.#input.orgId, this.next, PAGE);
  }

  /** @throws Error when the next entry is missing, so that a broken stream does not look like an idle one */
  async #deliver(events: readonly AuditEvent[]): Promise<void> {
    if (!this.#includesNext(events)) throw new Error(`Entry ${this.next} is missing in the ledger.`);
    // The entries of a new child agent follow the entry of its delegation, so the filter is refreshed in order.
    if (events.some(changesVisibility)) this.#filter = await this.#input.reload();
    this.#write(events);
  }

  #write(events: readonly AuditEvent[]): void {
    for (const event of events) {
      if (event.seq !== this.next) continue;
      this.next += 1;
      if (this.#filter(event)) this.#sender.write(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  /** Skips entries beyond the replay limit and reports their range as a gap. */
  #skip(): void {
    const to = this.#size - 1;
    this.#sender.write(`id: ${to}\nevent: gap\ndata: ${JSON.stringify({ from: this.next, to })}\n\n`);
    this.next = this.#size;
  }
}
