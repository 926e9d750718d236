import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { roleUrls } from "./connection-urls.ts";
import { migrate } from "./migrate.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../../prisma/migrations");
const SUFFIX = "_m";

let db: TestDatabase;
let dir: string;
beforeEach(async () => {
  db = await createTestDatabase({ template: "template0" });
  dir = mkdtempSync(path.join(os.tmpdir(), "al-migrations-"));
  cpSync(MIGRATIONS, dir, { recursive: true });
});
afterEach(async () => {
  await db.drop();
  rmSync(dir, { recursive: true });
});

const run = (kek = db.kek) => migrate({ databaseUrl: db.owner, kek, migrationsDir: dir, roleSuffix: SUFFIX });

async function selectAs(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<{ me: string }>("SELECT current_user AS me")).rows[0]?.me ?? "";
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  it("applies every file once and lets the derived roles connect", async () => {
    expect((await run()).applied.length).toBeGreaterThanOrEqual(3);
    expect((await run()).applied).toEqual([]);
    const urls = roleUrls(db.owner, db.kek, SUFFIX);
    expect(await selectAs(urls.app)).toBe("al_app_m");
    expect(await selectAs(urls.ledger)).toBe("al_ledger_m");
    await expect(selectAs(roleUrls(db.owner, Buffer.alloc(32, 9), SUFFIX).app)).rejects.toMatchObject({ code: "28P01" });
  });

  it("lets parallel runs wait for each other", async () => {
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  });

  it("refuses a migration edited after it was applied", async () => {
    await run();
    const [first] = await db.inspect<{ migration_name: string }>("SELECT migration_name FROM _prisma_migrations ORDER BY 1 LIMIT 1");
    writeFileSync(path.join(dir, first?.migration_name ?? "", "migration.sql"), "SELECT 1;");
    await expect(run()).rejects.toMatchObject({ code: "MIGRATION_EDITED" });
  });

  it("refuses a database that another version has migrated", async () => {
    cpSync(path.join(dir, "20261125000000_organisations"), path.join(dir, "20990101000000_later"), { recursive: true });
    writeFileSync(path.join(dir, "20990101000000_later", "migration.sql"), "SELECT 1;");
    await run();
    rmSync(path.join(dir, "20990101000000_later"), { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: "MIGRATION_MISSING" });
  });

  it("rolls back a failed migration and names its line", async () => {
    cpSync(path.join(dir, "20261125000000_organisations"), path.join(dir, "20990101000000_broken"), { recursive: true });
    writeFileSync(path.join(dir, "20990101000000_broken", "migration.sql"), "CREATE TABLE app.half (a int);\nSELEC 1;\n");
    await expect(run()).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("20990101000000_broken, line 2"),
    });
    expect(await db.inspect("SELECT to_regclass('app.half') AS half")).toEqual([{ half: null }]);
    rmSync(path.join(dir, "20990101000000_broken"), { recursive: true });
    expect((await run()).applied).toEqual([]);
  });

  it("refuses another key for the same data", async () => {
    await run();
    await expect(run(Buffer.alloc(32, 9))).rejects.toMatchObject({ code: "KEK_MISMATCH" });
    expect(await selectAs(roleUrls(db.owner, db.kek, SUFFIX).app)).toBe("al_app_m");
  });

  it("creates roles without further rights, and closes the database to all others", async () => {
    await run();
    const roles = await db.inspect<{ flags: boolean }>(
      "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS flags FROM pg_roles WHERE rolname IN ('al_app_m', 'al_ledger_m', 'al_lookup_m', 'al_owner') AND rolname <> 'al_owner'",
    );
    expect(roles).toEqual([{ flags: false }, { flags: false }, { flags: false }]);
    const [may] = await db.inspect<Record<string, boolean>>(`SELECT
      has_database_privilege('al_app_m', current_database(), 'CREATE') AS create, has_database_privilege('al_app_m', current_database(), 'TEMP') AS temp,
      has_schema_privilege('al_app_m', 'public', 'CREATE') AS public, has_schema_privilege('al_lookup_m', 'app', 'CREATE') AS lookup`);
    expect(may).toEqual({ create: false, temp: false, public: false, lookup: false });
  });
});
