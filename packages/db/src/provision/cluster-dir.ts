import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { canEnter, choosePostgresAccount, giveTo, type PostgresAccount } from "./postgres-account.ts";

/** Where the files of the server are, and who owns them. */
export interface ClusterDir {
  dir: string;
  account: PostgresAccount | null;
}

// For root in a home that no other account may enter: data that must outlive a reboot, so not the temporary directory.
const SHARED_STATE = "/var/lib/agentlattice";

/** `<dataDir>/postgres`, which may be a link: as root, when Postgres' account cannot get there, the files live under /var/lib/agentlattice. */
export function locateClusterDir(dataDir: string): ClusterDir {
  const link = path.join(dataDir, "postgres");
  const existing = lstatSync(link, { throwIfNoEntry: false });
  if (process.getuid?.() === 0) letPass(dataDir);
  if (existing !== undefined) return claim(existing.isSymbolicLink() ? path.resolve(dataDir, readlinkSync(link)) : link);
  const account = choosePostgresAccount(link);
  if (account === null) return { dir: link, account };
  if (canEnter(dataDir, account)) return { dir: link, account };
  mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
  return { dir: path.join(SHARED_STATE, randomBytes(6).toString("hex")), account };
}

/** Files that root has copied belong to root, as whom Postgres does not run. */
function claim(dir: string): ClusterDir {
  const account = choosePostgresAccount(dir);
  if (account !== null && statSync(dir, { throwIfNoEntry: false })?.uid === 0) giveTo(account, dir);
  return { dir, account };
}

/** Leaves a link in the data directory to files that had to live elsewhere. */
export function linkClusterDir(dataDir: string, { dir }: ClusterDir): void {
  const link = path.join(dataDir, "postgres");
  if (dir !== link && !existsSync(link)) symlinkSync(dir, link);
}

/** For Postgres' account. Passing through reveals nothing: the files are 0600 and their names cannot be listed. */
function letPass(dataDir: string): void {
  const { uid, mode } = statSync(dataDir);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(dataDir, (mode & 0o7777) | 0o011);
}
