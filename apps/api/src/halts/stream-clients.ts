import { type Database, grantOrgScope, type OrgScope, type ReadOne, readTogether, removeStreamClients } from "@agentlattice/db";
import type { Log } from "../http/log.ts";
import type { ConnectedClient } from "./connected-clients.ts";

const REFRESH_EVERY_MS = 15_000;
const DELETE_EVERY_MS = 500;
/** Connections that one statement records. */
const BATCH = 200;

export interface StreamClientsOptions {
  readonly database: Database;
  readonly log: Log;
  readonly newId: () => string;
}

/**
 * Records which clients of agents have an open event stream at this process, so that a halt knows which clients must acknowledge it. One
 * statement per 15 s refreshes all of them; the rows of a process that ended become stale. Clients that connect at the same time are
 * recorded together, so that thousands that reconnect after a restart need few transactions.
 */
export class StreamClients {
  readonly #processId: string;
  readonly #options: StreamClientsOptions;
  readonly #timers: readonly NodeJS.Timeout[];
  /** Connections that ended and are not deleted yet, by organisation. */
  readonly #ended = new Map<string, string[]>();
  /** Connections that are not recorded yet, by their id. */
  readonly #opening = new Map<string, ConnectedClient>();
  readonly #record: ReadOne<string>;
  #open = 0;

  constructor(options: StreamClientsOptions) {
    this.#options = options;
    this.#record = readTogether(BATCH, (scope, ids) => this.#recordAll(scope, ids));
    this.#processId = options.newId();
    this.#timers = [
      setInterval(() => void this.#refresh(), REFRESH_EVERY_MS).unref(),
      setInterval(() => void this.#deleteEnded(), DELETE_EVERY_MS).unref(),
    ];
  }

  /** Records a client. Returns a function that removes it. */
  async add(orgId: string, client: ConnectedClient): Promise<() => void> {
    const connectionId = this.#options.newId();
    this.#opening.set(connectionId, client);
    try {
      await this.#record(grantOrgScope(orgId), connectionId);
    } finally {
      this.#opening.delete(connectionId);
    }
    this.#open++;
    return () => {
      this.#open--;
      this.#ended.set(orgId, [...(this.#ended.get(orgId) ?? []), connectionId]);
    };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#deleteEnded();
  }

  async #recordAll(scope: OrgScope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { orgId } = scope;
    const at = new Date();
    const data = ids.flatMap((connectionId) => {
      const client = this.#opening.get(connectionId);
      return client ? [{ orgId, connectionId, processId: this.#processId, ...client, connectedAt: at, seenAt: at }] : [];
    });
    await this.#options.database.inOrgReserved(scope, (db) => db.streamClient.createMany({ data }));
    return new Map(ids.map((id) => [id, id]));
  }

  async #refresh(): Promise<void> {
    if (this.#open === 0) return;
    const { database, log } = this.#options;
    await database.lookups.refreshStreamClients(this.#processId).catch((err) => log.warn({ err }, "connected clients were not kept fresh"));
  }

  /** Deletes the rows of ended connections together. A row that remains becomes stale. */
  async #deleteEnded(): Promise<void> {
    const due = [...this.#ended];
    this.#ended.clear();
    const { database, log } = this.#options;
    for (const [orgId, connectionIds] of due) {
      const deleted = database.inOrgReserved(grantOrgScope(orgId), (db) => removeStreamClients(db, orgId, connectionIds));
      await deleted.catch((err) => log.warn({ err }, "ended clients were not removed"));
    }
  }
}
