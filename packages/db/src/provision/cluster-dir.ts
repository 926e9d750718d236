import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { canEnter, choosePostgresAccount, giveTo, type PostgresAccount } from "./postgres-account.ts";

/** The directory of the server's files and the account that owns them. */
export interface ClusterDir {
  dir: string;
  account: PostgresAccount | null;
}

// Used when root's home is closed to other accounts. The data must survive a reboot, so the temporary directory is not suitable.
const SHARED_STATE = "/var/lib/agentlattice";

/** Returns `<dataDir>/postgres`. As root it may be a link to /var/lib/agentlattice, when the Postgres account cannot reach the data directory. */
export function locateClusterDir(dataDir: string): ClusterDir {
  const link = path.join(dataDir, "postgres");
  const existing = lstatSync(link, { throwIfNoEntry: false });
  if (process.getuid?.() === 0) allowTraversal(dataDir);
  if (existing !== undefined) return claim(existing.isSymbolicLink() ? path.resolve(dataDir, readlinkSync(link)) : link);
  const account = choosePostgresAccount(link);
  if (account === null) return { dir: link, account };
  if (canEnter(dataDir, account)) return { dir: link, account };
  mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
  return { dir: path.join(SHARED_STATE, randomBytes(6).toString("hex")), account };
}

/** Gives files that root copied back to the Postgres account, because Postgres does not run as root. */
function claim(dir: string): ClusterDir {
  const account = choosePostgresAccount(dir);
  if (account !== null && statSync(dir, { throwIfNoEntry: false })?.uid === 0) giveTo(account, dir);
  return { dir, account };
}

/** Creates a link in the data directory to files stored elsewhere. */
export function linkClusterDir(dataDir: string, { dir }: ClusterDir): void {
  const link = path.join(dataDir, "postgres");
  if (dir !== link && !existsSync(link)) symlinkSync(dir, link);
}

/** Lets the Postgres account traverse the directories. Files stay 0600 and cannot be listed. */
function allowTraversal(dataDir: string): void {
  const { uid, mode } = statSync(dataDir);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(dataDir, (mode & 0o7777) | 0o011);
}
