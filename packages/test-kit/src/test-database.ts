import { randomBytes } from "node:crypto";
import { type RoleUrls, roleUrls, withoutOwner } from "@agentlattice/db/provision";
import { Client, Pool } from "pg";

/** The key-encryption key of every test database. */
export const TEST_KEK: Uint8Array = Buffer.alloc(32, 7);

/** The migrated template database. */
export const TEMPLATE = "al_template";

export interface TestDatabase extends RoleUrls {
  /** URL of the schema's owner, for migrations. */
  owner: string;
  /** URL without a user. */
  address: string;
  kek: Uint8Array;
  name: string;
  /** Runs SQL as the superuser, which bypasses row-level security, to inspect the tables. */
  inspect<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Runs SQL on the server's own database, to block and allow connections to this one. */
  inspectServer<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Disconnects all sessions and drops the database. */
  drop(): Promise<void>;
}

/** Clones the template in about 30 ms. `template: "template0"` gives a database without migrations. */
export async function cloneDatabase(cluster: { adminUrl: string; ownerUrl: string }, { template = TEMPLATE } = {}): Promise<TestDatabase> {
  const name = `al_t_${randomBytes(6).toString("hex")}`;
  await asAdmin(cluster.adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER al_owner`);
    // A clone copies tables and their grants, but not the grants of the database.
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await admin.query(`GRANT CONNECT ON DATABASE ${name} TO al_app, al_ledger`);
  });
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const sessions = new SuperuserSessions(at(cluster.adminUrl));
  return {
    ...roleUrls(at(cluster.ownerUrl), TEST_KEK),
    owner: at(cluster.ownerUrl),
    address: withoutOwner(at(cluster.ownerUrl)),
    kek: TEST_KEK,
    name,
    inspect: (sql, values) => sessions.query(sql, values),
    async inspectServer(sql, values = []) {
      // What this blocks or ends must not be a session of `inspect`.
      await sessions.end();
      return asAdmin(cluster.adminUrl, async (admin) => (await admin.query(sql, values)).rows);
    },
    async drop() {
      await sessions.end();
      await asAdmin(cluster.adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Sessions of the superuser that stay open, because opening one takes ten times as long as a query. */
class SuperuserSessions {
  readonly #url: string;
  #pool: Pool | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    this.#pool ??= new Pool({ connectionString: this.#url, allowExitOnIdle: true }).on("error", () => {}); // The server was stopped.
    return (await this.#pool.query(sql, values)).rows;
  }

  /** Closes the sessions. The next query opens one. */
  async end(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }
}

async function asAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
