import { Client } from "pg";
import { scramVerifier } from "./scram-verifier.ts";

/**
 * Creates the product's owner role and database if they are missing.
 * INVARIANT: the owner is not a superuser, so forced row-level security applies to every role of the product.
 * @returns the owner's connection URL.
 */
export async function bootstrapDatabase(adminUrl: string, ownerPassword: string): Promise<string> {
  const admin = new Client({ connectionString: adminUrl, application_name: "agentlattice-bootstrap" });
  admin.on("error", () => {});
  await admin.connect();
  try {
    const { rows } = await admin.query<{ owner: boolean; database: boolean }>(
      "SELECT to_regrole('al_owner') IS NOT NULL AS owner, EXISTS (SELECT FROM pg_database WHERE datname = 'agentlattice') AS database",
    );
    if (rows[0]?.owner !== true) {
      await admin.query(
        `CREATE ROLE al_owner LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOBYPASSRLS PASSWORD '${scramVerifier(ownerPassword)}'`,
      );
    }
    if (rows[0]?.database !== true) await admin.query("CREATE DATABASE agentlattice OWNER al_owner");
  } finally {
    await admin.end();
  }
  return ownerUrl(Number(new URL(adminUrl).port), ownerPassword);
}

/** Returns the owner's connection URL of an embedded server. */
export function ownerUrl(port: number, ownerPassword: string): string {
  return `postgresql://al_owner:${ownerPassword}@127.0.0.1:${port}/agentlattice`;
}
