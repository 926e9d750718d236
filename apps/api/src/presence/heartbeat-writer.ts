import { type Database, grantOrgScope, type HeartbeatRow, storeHeartbeats } from "@agentlattice/db";
import { LRUCache } from "lru-cache";

/** Minimum interval between stored heartbeats of a client that report no change. */
const STORE_MS = 5_000;
const MAX_KNOWN = 50_000;

interface Batch {
  readonly heartbeats: Map<string, HeartbeatRow>;
  readonly stored: Promise<void>;
}

export interface HeartbeatWriterOptions {
  readonly database: Pick<Database, "inOrg">;
  readonly now: () => number;
  /** Called with agents (UUIDs) that have a client which was unknown or silent before. */
  readonly onReceived: (orgId: string, agentIds: readonly string[]) => void;
}

/**
 * Stores heartbeats. One statement per organisation runs at a time: heartbeats that arrive meanwhile are stored together by the next one, so
 * that a flood costs one connection.
 */
export class HeartbeatWriter {
  readonly #options: HeartbeatWriterOptions;
  /** The content and time of stored heartbeats, by key and client. */
  readonly #known = new LRUCache<string, { readonly content: string; readonly at: number }>({ max: MAX_KNOWN });
  readonly #waiting = new Map<string, Batch>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: HeartbeatWriterOptions) {
    this.#options = options;
  }

  /** Resolves when the heartbeat, or a newer one of the client, is stored. */
  async store(orgId: string, heartbeat: HeartbeatRow): Promise<void> {
    const { keyId, client, version, runId } = heartbeat;
    const name = `${keyId}/${client}`;
    const content = JSON.stringify([version, runId]);
    const known = this.#known.get(name);
    const now = this.#options.now();
    if (known?.content === content && Math.abs(now - known.at) < STORE_MS) return;
    const batch = this.#waiting.get(orgId) ?? this.#openBatch(orgId);
    batch.heartbeats.set(name, heartbeat);
    await batch.stored;
    this.#known.set(name, { content, at: now });
  }

  #openBatch(orgId: string): Batch {
    const heartbeats = new Map<string, HeartbeatRow>();
    const stored = this.#storeNext(orgId, heartbeats);
    const batch = { heartbeats, stored };
    this.#waiting.set(orgId, batch);
    return batch;
  }

  async #storeNext(orgId: string, heartbeats: ReadonlyMap<string, HeartbeatRow>): Promise<void> {
    await (this.#running.get(orgId) ?? Promise.resolve()).catch(() => {}); // Its own callers get the error.
    this.#waiting.delete(orgId);
    const { database, onReceived } = this.#options;
    const running = database
      .inOrg(grantOrgScope(orgId), (client) => storeHeartbeats(client, orgId, [...heartbeats.values()]))
      .then((agentIds) => onReceived(orgId, agentIds));
    this.#running.set(orgId, running);
    try {
      await running;
    } finally {
      if (this.#running.get(orgId) === running) this.#running.delete(orgId);
    }
  }
}
