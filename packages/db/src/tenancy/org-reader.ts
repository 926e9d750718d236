import pg from "pg";
import { type PoolUsage, usageOf } from "../pool-usage.ts";
import { writeTogether } from "../write-together.ts";
import type { CopiedRow } from "./copied-row.ts";
import { copyOut } from "./copy-out.ts";
import type { OrgScope } from "./org-scope.ts";

/** A query. With a name it is prepared once per connection; without one it is planned for its values each time. */
export interface OrgRead {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

export interface BulkRead {
  /** SQL whose variable values were escaped with `literal`. */
  readonly text: string;
  /** True to avoid nested loops, which are slow for large ranges when the statistics do not include new rows yet. */
  readonly whole: boolean;
}

/** Reads in one organisation on the hot path: one round trip, without Prisma. */
export interface OrgReader {
  rows<Row>(scope: OrgScope, read: OrgRead): Promise<Row[]>;
  /** Reads many rows with binary COPY. @param each called for each row as it arrives; an error it throws fails the read */
  copy(scope: OrgScope, read: BulkRead, each: (row: CopiedRow) => void): Promise<void>;
  usage(): PoolUsage;
  close(): Promise<void>;
}

/** The number of connections of a reader and the timeout of a read. */
export interface ReaderLimits {
  readonly connections: number;
  readonly timeout_ms: number;
}

const FOR_REQUESTS: ReaderLimits = { connections: 4, timeout_ms: 5_000 };

/**
 * Opens a pool for reads of one organisation at a time.
 * INVARIANT: app.org_id is local to a read-only transaction whose four statements are sent together, so a pooled connection never leaks one
 * tenant's context to another.
 */
export function openOrgReader(url: string, onError: (error: Error) => void, limits: ReaderLimits = FOR_REQUESTS): OrgReader {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connections,
    connectionTimeoutMillis: 3_000,
    query_timeout: limits.timeout_ms,
    application_name: "agentlattice-reads",
    pipeline: true,
  } as pg.PoolConfig);
  pool.on("error", onError);
  // The pool handles errors of idle clients only. Without this, a connection that breaks during a read would end the process.
  pool.on("connect", (client) => client.on("error", onError));
  async function inOrg<T>(scope: OrgScope, read: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      writeTogether(client);
      const sent = [
        client.query("BEGIN READ ONLY"),
        client.query({ name: "in_org", text: "SELECT set_config('app.org_id', $1, true)", values: [scope.orgId] }),
        read(client),
        client.query("COMMIT"),
      ] as const;
      await Promise.allSettled(sent);
      const [, , answered] = await Promise.all(sent);
      client.release();
      return answered;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
  return {
    rows: <Row>(scope: OrgScope, read: OrgRead) => inOrg(scope, async (client) => (await client.query(read)).rows as Row[]),
    copy: (scope, { text, whole }, each) =>
      inOrg(scope, async (client) => {
        const set = whole ? client.query("SET LOCAL enable_nestloop = off") : null;
        await Promise.all([copyOut(client, text, each), set]);
      }),
    usage: () => usageOf(pool),
    close: () => pool.end(),
  };
}
