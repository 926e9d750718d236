import type { Client } from "pg";
import { roleNames } from "./connection-urls.ts";
import { kekFingerprint, rolePassword } from "./kek.ts";
import { ProvisionError } from "./provision-error.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** A comment on the role, which detects another database or another KEK before its password is replaced. */
interface RoleNote {
  database: string;
  kek: string;
}

/**
 * Creates or updates the product's roles. Roles belong to the cluster, so the migration of another database may run at the same time.
 * INVARIANT: none of them is a superuser, bypasses row-level security, creates roles or databases, or is a member of another role.
 */
export async function ensureRoles(client: Client, kek: Uint8Array, suffix: string): Promise<void> {
  const names = roleNames(suffix);
  await refuseOtherKek(client, names.app, kekFingerprint(kek));
  await ensureRole(client, names.app, `LOGIN PASSWORD '${scramVerifier(rolePassword(kek, names.app))}'`);
  await ensureRole(client, names.ledger, `LOGIN PASSWORD '${scramVerifier(rolePassword(kek, names.ledger))}'`);
  await ensureRole(client, names.lookup, "NOLOGIN PASSWORD NULL");
  // Functions are transferred to this role, which requires SET. Without INHERIT the owner does not get its policies.
  await concurrently(() => client.query(`GRANT ${names.lookup} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE`));
  const note = JSON.stringify({ database: client.database ?? "", kek: kekFingerprint(kek) } satisfies RoleNote);
  await concurrently(() => client.query(`COMMENT ON ROLE ${names.app} IS ${client.escapeLiteral(note)}`));
}

/** Allows only the owner to create objects in this database, and only the product's roles to connect to it. */
export async function closeToPublic(client: Client, suffix: string): Promise<void> {
  const names = roleNames(suffix);
  const database = client.escapeIdentifier(client.database ?? "");
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS app;
    REVOKE ALL ON SCHEMA app FROM PUBLIC;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${database} TO ${names.app}, ${names.ledger};`);
}

async function ensureRole(client: Client, name: string, login: string): Promise<void> {
  const limits = "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION";
  const { rows } = await client.query<{ limited: boolean }>(
    "SELECT NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) AS limited FROM pg_roles WHERE rolname = $1",
    [name],
  );
  if (rows[0] === undefined) await concurrently(() => createRole(client, name, `${limits} ${login}`));
  else if (!rows[0].limited)
    throw new ProvisionError(
      "DATABASE_FORBIDDEN",
      `The role ${name} exists with rights that the product must not have. Remove it, or set AL_ROLE_SUFFIX.`,
    );
  await concurrently(() => client.query(`ALTER ROLE ${name} ${login}`));
}

async function createRole(client: Client, name: string, options: string): Promise<void> {
  try {
    await client.query(`CREATE ROLE ${name} ${options}`);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== "42710" && code !== "23505") throw error; // The migration of another database created it first.
  }
}

async function refuseOtherKek(client: Client, role: string, fingerprint: string): Promise<void> {
  const { rows } = await client.query<{ note: string | null }>(
    "SELECT shobj_description(oid, 'pg_authid') AS note FROM pg_roles WHERE rolname = $1",
    [role],
  );
  const note = parseNote(rows[0]?.note);
  if (note === null || note.kek === fingerprint) return;
  if (note.database !== client.database) {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [note.database]);
    if (rowCount === 0) return;
    throw new ProvisionError(
      "KEK_MISMATCH",
      `The role ${role} serves database "${note.database}" of this server with another key. Set AL_ROLE_SUFFIX (for example _b) to keep the two apart.`,
    );
  }
  const { rows: tables } = await client.query<{ known: boolean }>("SELECT to_regclass('app.org_key') IS NOT NULL AS known");
  if (tables[0]?.known !== true) return;
  throw new ProvisionError(
    "KEK_MISMATCH",
    "This database was set up with another key-encryption key. Set AL_KEK (or DATA_DIR, which holds the file kek) to the one it was set up with.",
  );
}

function parseNote(text: string | null | undefined): RoleNote | null {
  try {
    const note = JSON.parse(text ?? "null") as Partial<RoleNote> | null;
    return typeof note?.database === "string" && typeof note.kek === "string" ? { database: note.database, kek: note.kek } : null;
  } catch {
    return null; // The comment was not written by this product.
  }
}

/** Retries a role statement that collided with the migration of another database ("tuple concurrently updated"). */
async function concurrently<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await statement();
    } catch (error) {
      const collided = (error as { code?: string }).code === "XX000" && /concurrently/.test(String((error as Error).message));
      if (!collided || attempt === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}
