import { decodeId } from "@agentlattice/core";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const inspect = <Row>(sql: string, values?: unknown[]) => api.database.inspect<Row>(sql, values);
const ROLES = ["al_app", "al_ledger"] as const;
const APPEND_ONLY = [
  "ledger_entry",
  "ledger_node",
  "ledger_checkpoint",
  "decision",
  "policy_version",
  "org_manifest",
  "action_report",
  "approval_vote",
  "policy_publication",
];

async function as<T>(role: (typeof ROLES)[number], work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: role === "al_app" ? api.database.app : api.database.ledger });
  await client.connect();
  return work(client).finally(() => client.end());
}

const tables = async () =>
  inspect<{ name: string; rls: boolean; forced: boolean }>(
    "SELECT relname AS name, relrowsecurity AS rls, relforcerowsecurity AS forced FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
  );

describe("tables and views", () => {
  it("force row-level security on every table and partition", async () => {
    const all = await tables();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((table) => !table.rls || !table.forced)).toEqual([]);
  });

  it("allow all rows only in look-ups before an organisation is known", async () => {
    const open = await inspect<{ tablename: string; policyname: string; roles: string; cmd: string }>(
      "SELECT tablename, policyname, roles::text, cmd FROM pg_policies WHERE schemaname = 'app' AND (qual = 'true' OR with_check = 'true' OR roles::text = '{public}') ORDER BY 1, 2",
    );
    expect(open.filter((policy) => policy.policyname !== "lookup")).toEqual([
      { tablename: "app_user", policyname: "invite", roles: "{al_app}", cmd: "INSERT" },
    ]);
    expect(new Set(open.filter((policy) => policy.policyname === "lookup").map((policy) => `${policy.roles} ${policy.cmd}`))).toEqual(
      new Set(["{al_lookup} SELECT"]),
    );
  });

  it("include no view that runs as its owner, and no materialised view", async () => {
    const views = await inspect(
      "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND (relkind = 'm' OR (relkind = 'v' AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)))",
    );
    expect(views).toEqual([]);
  });

  it("start every unique index with the organisation, except for globally unique values", async () => {
    const indexes = await inspect<{ name: string }>(
      `SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE c.relnamespace = 'app'::regnamespace AND i.indisunique AND a.attname <> 'org_id' ORDER BY 1`,
    );
    expect(indexes.map((index) => index.name.replace(/^app\./, ""))).toEqual([
      "app_user_email_key",
      "app_user_pkey",
      "attempt_pkey",
      "ledger_head_origin_key",
      "server_process_pkey",
    ]);
  });

  it("are planned as if one organisation owned all rows", async () => {
    const tables = await inspect<{ name: string; options: string[] | null }>(
      `SELECT c.relname AS name, a.attoptions AS options FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'org_id' AND NOT a.attisdropped`,
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter(({ options }) => !options?.includes("n_distinct=1"))).toEqual([]);
  });

  it.each([
    ["approval", "approval_id = $2::uuid"],
    ["permit", "permit_id = $2::uuid"],
    ["decision", "id = $2::uuid"],
    ["idempotency", "claim = $2::bytea"],
    ["limit_counter", "key = $2::text"],
  ])("find a row of %s by its key without statistics", async (table, key) => {
    const plan = await as("al_ledger", async (client) => {
      await client.query("SET enable_seqscan = off");
      const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN) SELECT * FROM app.${table} WHERE org_id = $1::uuid AND ${key}`);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
    expect(plan).toContain(` ${table}_pkey `);
  });

  it("start every foreign key between tenants' tables with the organisation", async () => {
    const keys = await inspect<{ name: string }>(
      `SELECT k.conname AS name FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
       WHERE k.contype = 'f' AND k.connamespace = 'app'::regnamespace AND a.attname <> 'org_id' AND k.confrelid <> 'app.app_user'::regclass`,
    );
    expect(keys).toEqual([]);
  });

  it("refuse changes of append-only tables from every role", async () => {
    const guards = await inspect<{ name: string }>(
      "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'O' ORDER BY 1",
    );
    expect(guards.map((guard) => guard.name.replace(/^app\./, "")).sort()).toEqual([...APPEND_ONLY].sort());
    const [leaf] = await inspect<{ n: string }>("SELECT count(*) AS n FROM app.ledger_entry");
    expect(Number(leaf?.n)).toBeGreaterThan(0);
    await expect(inspect("DELETE FROM app.ledger_entry")).rejects.toThrow(/append-only/);
    await expect(inspect("TRUNCATE app.ledger_entry")).rejects.toThrow(/append-only/);
  });
});

describe("functions", () => {
  it("can be executed only by named roles", async () => {
    const open = await inspect(
      `SELECT p.oid::regprocedure::text FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
       WHERE p.pronamespace = 'app'::regnamespace AND a.grantee = 0 AND a.privilege_type = 'EXECUTE'`,
    );
    expect(open).toEqual([]);
  });

  it("that run as their owner belong to al_lookup, read only except for removal and clean-up, and fix their search_path", async () => {
    const definers = await inspect<{ owner: string; volatility: string; config: string }>(
      "SELECT pg_get_userbyid(proowner) AS owner, provolatile AS volatility, proconfig::text AS config FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosecdef AND proname NOT IN ('remove_organisation', 'forget_over_limits', 'keep_stream_clients', 'silence_clients', 'forget_clients')",
    );
    expect(definers.length).toBeGreaterThan(5);
    for (const definer of definers)
      expect(definer).toEqual({ owner: "al_lookup", volatility: "s", config: '{"search_path=pg_catalog, app, pg_temp"}' });
  });

  it("all fix their search_path", async () => {
    expect(
      await inspect(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND coalesce(proconfig::text, '') NOT LIKE '%search_path=pg_catalog%'",
      ),
    ).toEqual([]);
  });
});

describe("roles", () => {
  it("are not superusers, do not bypass row-level security, own nothing and inherit nothing", async () => {
    const roles = await inspect<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname IN ('al_app', 'al_ledger', 'al_lookup', 'al_owner') AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolreplication)`,
    );
    expect(roles).toEqual([]);
    expect(await inspect("SELECT 1 FROM pg_roles WHERE rolname IN ('al_app', 'al_ledger') AND rolcreaterole")).toEqual([]);
    expect(await inspect("SELECT 1 FROM pg_roles WHERE rolname = 'al_lookup' AND rolcanlogin")).toEqual([]);
    expect(await inspect("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) IN ('al_app', 'al_ledger', 'al_lookup')")).toEqual(
      [],
    );
    expect(
      await inspect(
        "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname IN ('al_app', 'al_ledger', 'al_lookup')",
      ),
    ).toEqual([]);
  });

  it.each(ROLES)("%s cannot create tables, schemas or temporary tables", async (role) => {
    const [rights] = await inspect<Record<string, boolean>>(
      `SELECT has_database_privilege($1, current_database(), 'CREATE') AS "create", has_database_privilege($1, current_database(), 'TEMP') AS temp,
        has_schema_privilege($1, 'app', 'CREATE') AS app, has_schema_privilege($1, 'public', 'CREATE') AS public`,
      [role],
    );
    expect(rights).toEqual({ create: false, temp: false, app: false, public: false });
    for (const sql of [
      "CREATE TABLE app.x ()",
      "CREATE TABLE public.x ()",
      "CREATE TEMP TABLE x ()",
      "CREATE SCHEMA x",
      "SET ROLE al_owner",
      "ALTER TABLE app.agent DISABLE ROW LEVEL SECURITY",
    ]) {
      await expect(
        as(role, (client) => client.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it.each(ROLES)("%s cannot change append-only rows", async (role) => {
    for (const table of APPEND_ONLY) {
      const [rights] = await inspect<{ any: boolean }>(
        "SELECT has_any_column_privilege($1, $2, 'UPDATE') OR has_table_privilege($1, $2, 'DELETE, TRUNCATE, TRIGGER, REFERENCES') AS any",
        [role, `app.${table}`],
      );
      expect(rights?.any, table).toBe(false);
    }
  });
});

describe("without an organisation", () => {
  it.each(ROLES)("%s reads no row of any table", async (role) => {
    const names = (await tables()).map((table) => table.name);
    await as(role, async (client) => {
      for (const setting of [null, "''"]) {
        if (setting) await client.query(`SELECT set_config('app.org_id', ${setting}, false), set_config('app.org_ids', ${setting}, false)`);
        for (const name of names) {
          const count = await client.query(`SELECT count(*)::int AS n FROM app.${name}`).then(
            ({ rows }) => rows[0].n as number,
            (error: Error) => error.message,
          );
          expect(count === 0 || String(count).startsWith("permission denied"), `${name}: ${count}`).toBe(true);
        }
      }
    });
  });

  it("al_app writes nothing, and within one organisation nothing of another", async () => {
    const other = await api.createOrg("Other");
    const [first, second] = [org, other].map(({ orgId }) => decodeId("org", orgId));
    const insert =
      "INSERT INTO app.agent (org_id, agent_id, name, name_key, capabilities) VALUES ($1, gen_random_uuid(), 'intruder', 'intruder', '{*}')";
    await as("al_app", async (client) => {
      await expect(client.query(insert, [first])).rejects.toThrow(/row-level security/);
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.org_id', $1, true)", [first]);
      await expect(client.query(insert, [second])).rejects.toThrow(/row-level security/);
      await client.query("ROLLBACK");
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.org_id', $1, true)", [first]);
      const { rowCount } = await client.query("UPDATE app.agent SET status = 'disabled' WHERE org_id = $1", [second]);
      expect(rowCount).toBe(0);
      const { rows } = await client.query("SELECT DISTINCT org_id FROM app.agent");
      expect(rows).toEqual([{ org_id: first }]);
      await client.query("ROLLBACK");
    });
  });
});
