import { type Database, type KeyRecord, sha256 } from "@agentlattice/db";

const MAX_KEYS = 50_000;

/**
 * Keys by their SHA-256, so that a steady caller costs no SQL. A record counts only while it is as new as the
 * configuration its organisation is judged by.
 */
export class KeyCache {
  readonly #records = new Map<string, KeyRecord>();
  readonly #database: Pick<Database, "lookups">;
  readonly #versionOf: (orgId: string) => number;

  constructor(database: Pick<Database, "lookups">, versionOf: (orgId: string) => number) {
    this.#database = database;
    this.#versionOf = versionOf;
  }

  async find(key: string): Promise<KeyRecord | null> {
    const hash = sha256(Buffer.from(key));
    const name = Buffer.from(hash).toString("latin1");
    const known = this.#records.get(name);
    if (known && known.config_version >= this.#versionOf(known.org_id)) return known;
    const found = await this.#database.lookups.apiKey(hash);
    this.#records.delete(name);
    if (!found) return null;
    this.#records.set(name, found);
    if (this.#records.size > MAX_KEYS) this.#records.delete(this.#records.keys().next().value as string);
    return found;
  }
}
