import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { roleNames } from "./connection-urls.ts";
import { explainDatabaseError } from "./explain-database-error.ts";
import { type AppliedMigration, type MigrationFile, pendingMigrations, readMigrations, withRoleSuffix } from "./migration-files.ts";
import { closeToPublic, ensureRoles } from "./migration-roles.ts";
import { ProvisionError } from "./provision-error.ts";
import { SEALING_MIGRATION, sealRows } from "./seal-rows.ts";

// This is the lock of Prisma's own migrate, so that both never run at the same time.
const LOCK = 72707369;

const TABLE = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export interface MigrateOptions {
  /** The owner's connection URL. The role owns the database and has CREATEROLE, and should not be a superuser. */
  databaseUrl: string;
  kek: Uint8Array;
  /** The folder with the files `<name>/migration.sql`. */
  migrationsDir: string;
  /** Appended to the names of the product's roles (`AL_ROLE_SUFFIX`). */
  roleSuffix?: string;
}

export interface Migrated {
  /** Names of the migrations applied by this run. */
  applied: string[];
  warnings: string[];
}

/**
 * Updates the product's roles, then applies every pending migration. Concurrent runs wait for each other.
 * @throws ProvisionError with the file and line when a migration fails; that file is rolled back
 */
export async function migrate({ databaseUrl, kek, migrationsDir, roleSuffix = "" }: MigrateOptions): Promise<Migrated> {
  const files = readMigrations(migrationsDir);
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, application_name: "agentlattice-migrate" });
  client.on("error", () => {}); // A lost connection also rejects the running query.
  try {
    await client.connect();
    const warnings = await examineServer(client);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await ensureRoles(client, kek, roleSuffix);
    await client.query(TABLE);
    await closeToPublic(client, roleSuffix);
    const pending = pendingMigrations(files, await readApplied(client));
    for (const file of pending) await apply(client, file, { roleSuffix, kek });
    return { applied: pending.map((file) => file.name), warnings };
  } catch (error) {
    throw explainDatabaseError(error);
  } finally {
    await client.end().catch(() => {}); // This also releases the lock.
  }
}

/** Returns true when a database was set up by an earlier migration. @throws ProvisionError */
export async function isSetUp(databaseUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, application_name: "agentlattice-migrate" });
  client.on("error", () => {}); // A lost connection also rejects the running query.
  try {
    await client.connect();
    const { rows } = await client.query<{ known: boolean }>("SELECT to_regclass('app.org_key') IS NOT NULL AS known");
    return rows[0]?.known === true;
  } catch (error) {
    throw explainDatabaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}

async function examineServer(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ version: number; superuser: boolean; createrole: boolean; name: string }>(
    "SELECT current_setting('server_version_num')::int AS version, rolsuper AS superuser, rolcreaterole AS createrole, rolname AS name FROM pg_roles WHERE rolname = current_user",
  );
  const server = rows[0];
  if (server === undefined || server.version < 160_000) {
    throw new ProvisionError(
      "DATABASE_TOO_OLD",
      `Postgres 16 or newer is needed; this server is ${Math.floor((server?.version ?? 0) / 10_000)}.`,
    );
  }
  if (server.superuser)
    return [
      `The owner "${server.name}" of DATABASE_URL is a superuser. It works, but row-level security does not bind superusers: use a role with LOGIN CREATEROLE that owns the database.`,
    ];
  if (!server.createrole)
    throw new ProvisionError(
      "DATABASE_FORBIDDEN",
      `The owner "${server.name}" of DATABASE_URL may not create roles. As an administrator: ALTER ROLE "${server.name}" CREATEROLE;`,
    );
  return [];
}

async function readApplied(client: Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    "SELECT migration_name, checksum FROM public._prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name",
  );
  return rows;
}

async function apply(
  client: Client,
  file: MigrationFile,
  { roleSuffix, kek }: { readonly roleSuffix: string; readonly kek: Uint8Array },
): Promise<void> {
  const { lookup } = roleNames(roleSuffix);
  await client.query("BEGIN");
  try {
    // The new owner of a function needs CREATE in its schema. It is revoked after the file.
    await client.query(`GRANT CREATE ON SCHEMA app TO ${lookup}`);
    await client.query(withRoleSuffix(file.sql, roleSuffix)); // A simple query lets Postgres split the statements, which is safe for $$ bodies.
    if (file.name === SEALING_MIGRATION) await sealRows(client, kek);
    await client.query(`REVOKE CREATE ON SCHEMA app FROM ${lookup}`);
    await client.query(
      "INSERT INTO public._prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, clock_timestamp(), $3, 1)",
      [randomUUID(), file.checksum, file.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw new ProvisionError("MIGRATION_FAILED", `Migration ${file.name}${lineOf(error, file.sql)} failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function lineOf(error: unknown, sql: string): string {
  const position = Number((error as { position?: string }).position);
  return Number.isInteger(position) && position > 0 ? `, line ${sql.slice(0, position).split("\n").length}` : "";
}
