import type pg from "pg";
import type { Connections } from "../pools/ledger-pool.ts";
import { writeTogether } from "../write-together.ts";
import type { CopiedRow } from "./copied-row.ts";
import { copyOut } from "./copy-out.ts";
import type { OrgScope } from "./org-scope.ts";

/**
 * A query. With a name it looks rows up by key: it is prepared and planned once per connection, and reads no table sequentially. Without one
 * it is planned for its values each time.
 */
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
}

const IN_ORG = { name: "in_org", text: "SELECT set_config('app.org_id', $1, true)" };

/** Planning each time takes longer than looking a row up, and a plan made while a table was small may read it sequentially when it has grown. */
const IN_ORG_BY_KEY = {
  name: "in_org_by_key",
  text: `SELECT set_config('app.org_id', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`,
};

/**
 * Returns a reader of one organisation at a time. The connections must be pipelined.
 * INVARIANT: app.org_id is local to a read-only transaction whose four statements are sent together, so a pooled connection never leaks one
 * tenant's context to another.
 */
export function openOrgReader(connections: Connections): OrgReader {
  const inOrg = <T>(scope: OrgScope, settings: typeof IN_ORG, read: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    connections.use(async (client) => {
      writeTogether(client);
      const sent = [
        client.query("BEGIN READ ONLY"),
        client.query({ ...settings, values: [scope.orgId] }),
        read(client),
        client.query("COMMIT"),
      ] as const;
      await Promise.allSettled(sent);
      const [, , answered] = await Promise.all(sent);
      return answered;
    }, scope);
  return {
    rows: <Row>(scope: OrgScope, read: OrgRead) =>
      inOrg(scope, read.name === undefined ? IN_ORG : IN_ORG_BY_KEY, async (client) => (await client.query(read)).rows as Row[]),
    copy: (scope, { text, whole }, each) =>
      inOrg(scope, IN_ORG, async (client) => {
        const set = whole ? client.query("SET LOCAL enable_nestloop = off") : null;
        await Promise.all([copyOut(client, text, each), set]);
      }),
  };
}
