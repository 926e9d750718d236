import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ProvisionError } from "./provision-error.ts";

/** A file prisma/migrations/<name>/migration.sql. The checksum is the one of Prisma: SHA-256 of the bytes in hex. */
export interface MigrationFile {
  name: string;
  sql: string;
  checksum: string;
}

/** A row of Prisma's table `_prisma_migrations`. */
export interface AppliedMigration {
  migration_name: string;
  checksum: string;
}

/** Reads the migrations of a folder in their order of application. */
export function readMigrations(dir: string): MigrationFile[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(path.join(dir, name, "migration.sql"));
      return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
    });
}

/**
 * Returns the pending migrations.
 * @throws ProvisionError when an applied migration was edited, or is unknown to this version
 */
export function pendingMigrations(files: MigrationFile[], applied: AppliedMigration[]): MigrationFile[] {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const row of applied) {
    const file = known.get(row.migration_name);
    if (file === undefined) {
      throw new ProvisionError(
        "MIGRATION_MISSING",
        `The database has migration ${row.migration_name}, which this version does not know. Another version set it up: use that version, or a new database (or DATA_DIR).`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new ProvisionError(
        "MIGRATION_EDITED",
        `Migration ${file.name} was edited after it had been applied. Restore the file and put the change into a new migration.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return files.filter((file) => !done.has(file.name));
}

/** Replaces the role names of migrations with those of this database. */
export function withRoleSuffix(sql: string, suffix: string): string {
  return suffix === "" ? sql : sql.replace(/\bal_(app|ledger|lookup)\b/g, `al_$1${suffix}`);
}
