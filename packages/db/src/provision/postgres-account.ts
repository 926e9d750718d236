import { lchownSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ProvisionError } from "./provision-error.ts";

/** The account of the operating system that runs Postgres, which refuses to run as root. */
export interface PostgresAccount {
  uid: number;
  gid: number;
}

/** Returns null when Postgres can run as this user. For root: the owner of the existing files, otherwise an unprivileged account. */
export function choosePostgresAccount(clusterDir: string): PostgresAccount | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "_postgres", "nobody"]) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new ProvisionError(
    "POSTGRES_FAILED",
    "Postgres does not run as root and this machine has neither a user postgres nor nobody. Start as a normal user, or set DATABASE_URL.",
  );
}

/** Changes the owner of a folder and its content to the account. */
export function giveTo(account: PostgresAccount, dir: string): void {
  lchownSync(dir, account.uid, account.gid);
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    lchownSync(path.join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}

/** Returns true when an account can traverse every directory of a path. */
export function canEnter(dir: string, account: PostgresAccount): boolean {
  const stat = statSync(dir, { throwIfNoEntry: false });
  if (stat === undefined) return canEnter(path.dirname(dir), account);
  const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
  if ((stat.mode & bit) === 0) return false;
  const parent = path.dirname(dir);
  return parent === dir || canEnter(parent, account);
}
