import type { Database, KeyRecord } from "@agentlattice/db";
import { LRUCache } from "lru-cache";

const MAX_KEYS = 50_000;
/** Delegations end without a new configuration version, so records of delegated keys are cached for this long only. */
const DELEGATED_MS = 1_000;

export interface KeyCacheOptions {
  readonly database: Pick<Database, "lookups">;
  /** Returns the newest known configuration version of an organisation. */
  readonly versionOf: (orgId: string) => number;
  readonly now: () => number;
  readonly max?: number;
}

/**
 * Caches key records by the SHA-256 of the key. A record is used only while it is as new as the known configuration of its
 * organisation.
 */
export class KeyCache {
  readonly #records: LRUCache<string, { readonly record: KeyRecord; readonly readAt: number }>;
  readonly #options: KeyCacheOptions;

  constructor(options: KeyCacheOptions) {
    this.#records = new LRUCache({ max: options.max ?? MAX_KEYS });
    this.#options = options;
  }

  /** Returns the record of a key by its SHA-256, or null when there is none. */
  async find(hash: Uint8Array): Promise<KeyRecord | null> {
    const name = nameOf(hash);
    const known = this.#records.get(name);
    if (known && this.#isFresh(known)) return known.record;
    const readAt = this.#options.now();
    const record = await this.#options.database.lookups.apiKey(hash);
    if (record) this.#records.set(name, { record, readAt });
    else this.#records.delete(name);
    return record;
  }

  /** Removes a key that has just ended. */
  remove(hash: Uint8Array): void {
    this.#records.delete(nameOf(hash));
  }

  #isFresh({ record, readAt }: { record: KeyRecord; readAt: number }): boolean {
    const { versionOf, now } = this.#options;
    if (record.config_version < versionOf(record.org_id)) return false;
    return record.delegation === null || now() - readAt < DELEGATED_MS;
  }
}

function nameOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("latin1");
}
