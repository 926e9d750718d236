import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import yauzl from "yauzl";
import { UsageError } from "../usage-error.ts";

/** The files of an export that are checked. Others, such as the README, are not read. */
const FILES = ["entries.ndjson", "checkpoint.txt", "manifest.json", "payloads.ndjson", "policies.ndjson"] as const;
const REQUIRED = ["entries.ndjson", "checkpoint.txt", "manifest.json"];

/** A zip may unpack to this size, or to this multiple of its own when that is more. Entries and payloads shrink to a tenth. */
const ALWAYS_BYTES = 256 << 20;
const MAX_RATIO = 100;
const MAX_ENTRIES = 64;
/** Signature of the first entry of a zip. */
const MAGIC = Buffer.from("PK\u0003\u0004", "latin1");

/** The files of a zip in a temporary folder. */
export interface Evidence {
  readonly folder: string;
  readonly payloads: string | null;
  readonly policies: string | null;
  remove(): Promise<void>;
}

/**
 * Unpacks the export with payloads, as `agentlattice export --payloads` writes it, into a temporary folder. Returns null when the path is no
 * zip. Disk use is bounded, and only files with the names of an export are written.
 * @throws UsageError for a zip that is no export
 */
export async function extractEvidence(path: string, alwaysBytes = ALWAYS_BYTES): Promise<Evidence | null> {
  if (!(await isZip(path))) return null;
  const folder = await mkdtemp(join(tmpdir(), "agentlattice-verify-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const names = await extract(path, folder, alwaysBytes);
    const missing = REQUIRED.find((name) => !names.has(name));
    if (missing !== undefined) throw new UsageError(`${path} is not an export of AgentLattice: it has no ${missing}.`);
    const found = (name: string) => (names.has(name) ? join(folder, name) : null);
    return { folder, payloads: found("payloads.ndjson"), policies: found("policies.ndjson"), remove };
  } catch (error) {
    await remove();
    throw error instanceof UsageError ? error : new UsageError(`${path} is damaged: ${error instanceof Error ? error.message : error}`);
  }
}

async function isZip(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return bytesRead === MAGIC.length && buffer.equals(MAGIC);
  } finally {
    await file.close();
  }
}

async function extract(path: string, folder: string, alwaysBytes: number): Promise<Set<string>> {
  const limit = Math.max(alwaysBytes, (await stat(path)).size * MAX_RATIO);
  // `yauzl` compares the declared size of each entry with what it unpacks to.
  const zip = await yauzl.openPromise(path, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true, autoClose: false });
  try {
    if (zip.entryCount > MAX_ENTRIES) throw new UsageError(`${path} is not an export of AgentLattice: it has ${zip.entryCount} files.`);
    const names = new Set<string>();
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      if (!FILES.some((name) => name === entry.fileName)) continue;
      if (names.has(entry.fileName)) throw new UsageError(`${path} has two files ${entry.fileName}. Export again.`);
      names.add(entry.fileName);
      bytes += entry.uncompressedSize;
      if (bytes > limit)
        throw new UsageError(
          `${path} would unpack to more than ${Math.round(limit / (1 << 20))} MiB, which is no export. If you trust it, unpack it yourself and verify the folder.`,
        );
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, entry.fileName), { flags: "wx", mode: 0o600 }));
    }
    return names;
  } finally {
    zip.close();
  }
}
