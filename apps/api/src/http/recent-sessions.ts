import type { Database, SessionRecord } from "@agentlattice/db";

const MAX_SESSIONS = 10_000;
const RECENT_MS = 30_000;

/**
 * Session rows that were read a moment ago, by the SHA-256 of their token. Only for requests whose ledger commit looks at the row
 * again: everything else reads it.
 */
export class RecentSessions {
  readonly #read = new Map<string, { readonly session: SessionRecord; readonly at: number }>();
  readonly #lookups: Pick<Database["lookups"], "session">;
  readonly #now: () => number;

  constructor(lookups: Pick<Database["lookups"], "session">, now: () => number) {
    this.#lookups = lookups;
    this.#now = now;
  }

  /** Reads the row. */
  async find(tokenHash: Buffer): Promise<SessionRecord | null> {
    const name = tokenHash.toString("latin1");
    const session = await this.#lookups.session(tokenHash);
    this.#read.delete(name);
    if (session) this.#read.set(name, { session, at: this.#now() });
    if (this.#read.size > MAX_SESSIONS) this.#read.delete(this.#read.keys().next().value as string);
    return session;
  }

  /** The row as it was read within the last half minute. */
  recent(tokenHash: Buffer): SessionRecord | null {
    const known = this.#read.get(tokenHash.toString("latin1"));
    return known && this.#now() - known.at < RECENT_MS ? known.session : null;
  }
}
