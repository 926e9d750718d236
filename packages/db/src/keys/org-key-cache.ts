import { LRUCache } from "lru-cache";
import type { OrgKeys } from "./org-keys.ts";

const MAX_ORGANISATIONS = 5_000;

/** Caches the unwrapped keys of the organisations that were used last. Concurrent readers share one read. */
export class OrgKeyCache {
  readonly #keys: LRUCache<string, Promise<OrgKeys>>;
  readonly #read: (orgId: string) => Promise<OrgKeys>;

  constructor(read: (orgId: string) => Promise<OrgKeys>, max = MAX_ORGANISATIONS) {
    this.#keys = new LRUCache({ max });
    this.#read = read;
  }

  /** @param atLeast the configuration version that the keys must include */
  async get(orgId: string, atLeast = 0): Promise<OrgKeys> {
    const cached = this.#keys.get(orgId);
    const keys = await (cached ?? this.#reread(orgId));
    if (!cached || keys.version >= atLeast) return keys;
    if (this.#keys.peek(orgId) === cached) this.remove(orgId);
    return this.#keys.get(orgId) ?? this.#reread(orgId);
  }

  #reread(orgId: string): Promise<OrgKeys> {
    const read = this.#read(orgId);
    this.#keys.set(orgId, read);
    // A failed read is not cached.
    read.catch(() => this.#keys.peek(orgId) === read && this.#keys.delete(orgId));
    return read;
  }

  remove(orgId: string): void {
    this.#keys.delete(orgId);
  }
}
