import type { Database, SessionRecord } from "@agentlattice/db";
import { LRUCache } from "lru-cache";

const MAX_SESSIONS = 10_000;
const RECENT_MS = 30_000;

/** Caches session rows by the SHA-256 of their token. Only requests whose ledger commit checks the row again may use it. */
export class RecentSessions {
  readonly #read = new LRUCache<string, { readonly session: SessionRecord; readonly at: number }>({ max: MAX_SESSIONS });
  readonly #lookups: Pick<Database["lookups"], "session">;
  readonly #now: () => number;

  constructor(lookups: Pick<Database["lookups"], "session">, now: () => number) {
    this.#lookups = lookups;
    this.#now = now;
  }

  /** Reads the row from the database and caches it. */
  async find(tokenHash: Buffer): Promise<SessionRecord | null> {
    const name = tokenHash.toString("latin1");
    const session = await this.#lookups.session(tokenHash);
    if (session) this.#read.set(name, { session, at: this.#now() });
    else this.#read.delete(name);
    return session;
  }

  /** Returns the row as it was read within the last 30 seconds, or null. */
  recent(tokenHash: Buffer): SessionRecord | null {
    const known = this.#read.get(tokenHash.toString("latin1"));
    return known && this.#now() - known.at < RECENT_MS ? known.session : null;
  }
}
