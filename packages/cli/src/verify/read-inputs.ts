import { access, readFile, stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseVkey } from "@agentlattice/core/ledger";
import { UsageError } from "../usage-error.ts";
import { sha256 } from "./node-crypto.ts";
import type { EntriesFile } from "./verify-file.ts";

/** Returns a verifier key, given as text or as a file. @throws UsageError when it is neither */
export async function readVkey(given: string): Promise<string> {
  if (parseVkey(sha256, given)) return given;
  const content = await readFile(given, "utf8").catch(() => null);
  if (content === null) throw new UsageError(`--vkey: neither a verifier key (name+id+key) nor a file that can be read: ${given}`);
  const vkey = content.trim();
  if (!parseVkey(sha256, vkey)) throw new UsageError(`--vkey: ${given} does not contain a verifier key (name+id+key)`);
  return vkey;
}

/**
 * Reads the signed checkpoint from a file, or with `-` from standard input. Removes line ends that `echo` or `jq -r` added.
 * @throws UsageError when it cannot be read
 */
export async function readCheckpoint(given: string): Promise<string> {
  const note = given === "-" ? text(process.stdin) : readFile(given, "utf8");
  const read = await note.catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--checkpoint: cannot read ${given} (${error.code})`);
  });
  return read.replace(/\n+$/, "\n");
}

/** Returns a file with its length. @throws UsageError when there is no such file */
export async function findFile(path: string): Promise<EntriesFile> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path} (${error.code})`);
  });
  if (!found.isFile()) throw new UsageError(`Not a file: ${path}`);
  return { path, bytes: found.size };
}

/** Checks that a file can be read. @throws UsageError */
export async function assertReadable(path: string): Promise<void> {
  await access(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path} (${error.code})`);
  });
}

/** Parses `a:b`, the entries from a up to, not including, b. @throws UsageError for anything else */
export function parseRange(given: string): { from: number; to: number } {
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(given);
  const range = { from: Number(match?.[1]), to: Number(match?.[2]) };
  if (!match || range.from >= range.to)
    throw new UsageError(`--range: write a:b for the entries from a up to, not including, b; not ${given}`);
  return range;
}
