import { type Database, grantOrgScope } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { isDatabaseOutage } from "../http/database-outage.ts";
import type { Log } from "../http/log.ts";
import { loadConfig } from "./load-config.ts";
import type { OrgConfig } from "./org-config.ts";

const POLL_MS = 1_000;
/** Maximum age of cached configurations for reads. When polling fails for longer, the cache is not used. */
const MAX_LAG_MS = 2_000;
const RECHECK_MS = 30_000;
const KEY_USE_FLUSH_MS = 10_000;

export interface ConfigCacheOptions {
  readonly database: Database;
  readonly log: Log;
  readonly now: () => number;
  /** Called when a newer version of an organisation's configuration is known. Must not throw. */
  readonly onNewVersion?: (orgId: string) => void;
}

/**
 * The cause of denying all requests of an organisation: its stored policies differ from the signed ones, or this release rejects one of
 * them.
 */
type DenialCause = "tampered" | "unreadable";

/**
 * Caches the configurations of the organisations that this process serves. Hints and polling refresh them. Decisions stay correct without
 * either, because the ledger commit compares versions under the lock.
 */
export class ConfigCache {
  readonly #configs = new Map<string, Promise<OrgConfig>>();
  readonly #versions = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  readonly #denied = new Map<string, DenialCause>();
  readonly #keyUse = new Map<string, Map<string, number>>();
  readonly #options: ConfigCacheOptions;
  readonly #timers: NodeJS.Timeout[];
  #polledAt: number;

  constructor(options: ConfigCacheOptions) {
    this.#options = options;
    this.#polledAt = options.now();
    this.#timers = [
      setInterval(() => void this.#poll(), POLL_MS),
      setInterval(() => this.#recheck(), RECHECK_MS),
      setInterval(() => void this.#flushKeyUse(), KEY_USE_FLUSH_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** Returns the newest known configuration. @throws AppError POLICY_UNAVAILABLE when it may be outdated */
  async get(orgId: string): Promise<OrgConfig> {
    if (this.#configs.size > 0 && this.#options.now() - this.#polledAt > MAX_LAG_MS + POLL_MS) await this.#pollOrFail();
    const known = await (this.#configs.get(orgId) ?? this.#reload(orgId));
    if (known.version >= this.versionOf(orgId)) return known;
    // A newer version was announced while this one was loading.
    return this.#configs.get(orgId) ?? this.#reload(orgId);
  }

  /** Returns the newest announced version. Records that were read at an older version must not be used. */
  versionOf(orgId: string): number {
    return this.#versions.get(orgId) ?? 0;
  }

  /** Records a version that a hint, a poll or a commit announced. */
  recordVersion(orgId: string, version: number): void {
    if (version <= this.versionOf(orgId)) return;
    this.#versions.set(orgId, version);
    this.#configs.delete(orgId);
    this.#options.onNewVersion?.(orgId);
  }

  /** Milliseconds since the versions were last polled. */
  ageMs(): number {
    return this.#options.now() - this.#polledAt;
  }

  /** Counts organisations whose requests are all denied, by cause. */
  denied(): Readonly<Record<DenialCause, number>> {
    const count = { tampered: 0, unreadable: 0 };
    for (const because of this.#denied.values()) count[because] += 1;
    return count;
  }

  /** Polls now, because hints may have been lost. */
  pollNow(): void {
    void this.#poll();
  }

  /** Records the use of a key. Uses are stored in batches. */
  recordKeyUse(orgId: string, keyId: string): void {
    let keys = this.#keyUse.get(orgId);
    if (!keys) {
      keys = new Map();
      this.#keyUse.set(orgId, keys);
    }
    keys.set(keyId, this.#options.now());
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#flushKeyUse();
  }

  #reload(orgId: string): Promise<OrgConfig> {
    const config = this.#load(orgId);
    this.#configs.set(orgId, config);
    config.catch(() => this.#configs.get(orgId) === config && this.#configs.delete(orgId));
    return config;
  }

  async #load(orgId: string): Promise<OrgConfig> {
    const config = await loadConfig(this.#options.database, orgId, this.#epochs.get(orgId) ?? 0);
    if (config.version > this.versionOf(orgId)) {
      this.#versions.set(orgId, config.version);
      this.#options.onNewVersion?.(orgId);
    }
    const { tampered, unreadable } = config.bundle;
    if (tampered) this.#options.log.error({ org: orgId }, "stored policies do not match the signed manifest: everything is denied");
    else this.#epochs.set(orgId, config.epoch);
    for (const policy of unreadable)
      this.#options.log.error({ org: orgId, ...policy }, "a policy in force is not accepted by this release: everything is denied");
    if (tampered || unreadable.length > 0) this.#denied.set(orgId, tampered ? "tampered" : "unreadable");
    else this.#denied.delete(orgId);
    return config;
  }

  async #poll(): Promise<void> {
    await this.#pollVersions().catch((err) => this.#options.log.warn({ err }, "configuration versions could not be polled"));
  }

  async #pollOrFail(): Promise<void> {
    await this.#pollVersions().catch((cause) => {
      if (!isDatabaseOutage(cause)) throw cause;
      throw new AppError("POLICY_UNAVAILABLE", {
        detail: "The policies may be outdated and cannot be reloaded, so no action is allowed. Retry when the database is available.",
        cause,
        retryAfter: 2,
      });
    });
  }

  async #pollVersions(): Promise<void> {
    const startedAt = this.#options.now();
    const orgIds = [...this.#configs.keys()];
    if (orgIds.length > 0) {
      const heads = await this.#options.database.lookups.headVersions(orgIds);
      for (const head of heads) this.recordVersion(head.orgId, head.configVersion);
      const there = new Set(heads.map((head) => head.orgId));
      // The organisation was removed. An infinite version invalidates everything cached for it, including keys.
      for (const orgId of orgIds.filter((one) => !there.has(one))) {
        this.recordVersion(orgId, Number.POSITIVE_INFINITY);
        this.#denied.delete(orgId);
      }
    }
    this.#polledAt = startedAt;
  }

  /** Reloads all configurations, because tampering with policies does not change the version. A result that is outdated by then is dropped. */
  #recheck(): void {
    for (const orgId of this.#configs.keys()) {
      const fresh = this.#load(orgId);
      fresh.then(
        ({ version }) => version >= this.versionOf(orgId) && this.#configs.set(orgId, fresh),
        (err) => this.#options.log.warn({ err, org: orgId }, "policies could not be checked again"),
      );
    }
  }

  async #flushKeyUse(): Promise<void> {
    const due = [...this.#keyUse];
    this.#keyUse.clear();
    for (const [orgId, keys] of due) {
      // All processes lock the rows in the same order.
      const ids = [...keys.keys()].sort();
      const times = ids.map((id) => new Date(keys.get(id) as number).toISOString());
      const stored = this.#options.database.inOrg(
        grantOrgScope(orgId),
        (client) => client.$executeRaw`UPDATE app.api_key k SET last_used_at = u.at
          FROM unnest(${ids}::uuid[], ${times}::timestamptz[]) AS u(id, at) WHERE k.org_id = ${orgId}::uuid AND k.key_id = u.id`,
      );
      await stored.catch((err) => this.#options.log.warn({ err }, "last_used_at was not stored"));
    }
  }
}
