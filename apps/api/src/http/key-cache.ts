import type { Database, KeyRecord } from "@agentlattice/db";

const MAX_KEYS = 50_000;
/** Delegations end without a new configuration version: another process may answer a read from memory for this long. */
const DELEGATED_MS = 1_000;

/**
 * Keys by their SHA-256, so that a steady caller costs no SQL. A record counts only while it is as new as the
 * configuration its organisation is judged by.
 */
export class KeyCache {
  readonly #records = new Map<string, { readonly record: KeyRecord; readonly readAt: number }>();
  readonly #database: Pick<Database, "lookups">;
  readonly #versionOf: (orgId: string) => number;
  readonly #now: () => number;

  constructor(database: Pick<Database, "lookups">, versionOf: (orgId: string) => number, now: () => number) {
    this.#database = database;
    this.#versionOf = versionOf;
    this.#now = now;
  }

  /** The record of a key by its SHA-256. */
  async find(hash: Uint8Array): Promise<KeyRecord | null> {
    const name = nameOf(hash);
    const known = this.#records.get(name);
    if (known && this.#isFresh(known)) return known.record;
    const readAt = this.#now();
    const found = await this.#database.lookups.apiKey(hash);
    this.#records.delete(name);
    if (!found) return null;
    this.#records.set(name, { record: found, readAt });
    if (this.#records.size > MAX_KEYS) this.#records.delete(this.#records.keys().next().value as string);
    return found;
  }

  /** A key has just ended here: the next request that carries it reads its record. */
  forget(hash: Uint8Array): void {
    this.#records.delete(nameOf(hash));
  }

  #isFresh({ record, readAt }: { record: KeyRecord; readAt: number }): boolean {
    if (record.config_version < this.#versionOf(record.org_id)) return false;
    return record.delegation === null || this.#now() - readAt < DELEGATED_MS;
  }
}

function nameOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("latin1");
}
