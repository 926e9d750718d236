import type { AuditEvent } from "@agentlattice/contract";
import { type Database, grantOrgScope } from "@agentlattice/db";
import { toAuditEvent } from "../audit/to-audit-event.ts";
import type { Log } from "../http/log.ts";

/** Receives entries in the order of seq, without gaps. */
export type OnEvents = (events: readonly AuditEvent[]) => void;

const PAGE = 500;
const POLL_MS = 2_000;

interface Tail {
  /** seq of the next entry to read. */
  next: number;
  /** Largest announced size of the log. */
  size: number;
  reading: boolean;
  readonly followers: Set<OnEvents>;
}

/** Reads new entries once per organisation and process for all streams. Idle streams cause no queries. */
export class Tailers {
  readonly #tails = new Map<string, Tail>();
  readonly #database: Database;
  readonly #log: Log;
  readonly #poll: NodeJS.Timeout;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#poll = setInterval(() => void this.readSizes(), POLL_MS).unref();
  }

  /** Follows an organisation's log from the given size. Returns a function that stops it. */
  follow(orgId: string, from: number, onEvents: OnEvents): () => void {
    let tail = this.#tails.get(orgId);
    if (!tail) {
      tail = { next: from, size: from, reading: false, followers: new Set() };
      this.#tails.set(orgId, tail);
    }
    tail.followers.add(onEvents);
    const joined = tail;
    return () => {
      joined.followers.delete(onEvents);
      if (joined.followers.size === 0 && this.#tails.get(orgId) === joined) this.#tails.delete(orgId);
    };
  }

  /** Announces a new size of the log, after a commit or a hint. */
  headMoved(orgId: string, size: number): void {
    const tail = this.#tails.get(orgId);
    if (!tail || size <= tail.size) return;
    tail.size = size;
    if (!tail.reading) void this.#read(orgId, tail);
  }

  close(): void {
    clearInterval(this.#poll);
    this.#tails.clear();
  }

  /** Reads the sizes of the followed logs, because hints may have been lost. */
  async readSizes(): Promise<void> {
    if (this.#tails.size === 0) return;
    try {
      for (const head of await this.#database.lookups.headVersions([...this.#tails.keys()])) this.headMoved(head.orgId, head.size);
    } catch (err) {
      this.#log.warn({ err }, "log sizes could not be asked");
    }
  }

  async #read(orgId: string, tail: Tail): Promise<void> {
    tail.reading = true;
    try {
      while (tail.next < tail.size && tail.followers.size > 0) {
        const events = await readEvents(this.#database, orgId, tail.next, PAGE);
        if (events.length === 0) break;
        tail.next += events.length;
        for (const follower of [...tail.followers]) follower(events);
      }
    } catch (err) {
      // The next hint or poll retries, because entries remain unread.
      tail.size = tail.next;
      this.#log.warn({ err }, "entries could not be read for the live stream");
    } finally {
      tail.reading = false;
    }
  }
}

/** Reads entries in order, starting at a seq. */
export async function readEvents(database: Database, orgId: string, from: number, limit: number): Promise<AuditEvent[]> {
  const rows = await database.reader.find(grantOrgScope(orgId), { from }, { order: "asc", limit });
  return rows.map(toAuditEvent);
}
