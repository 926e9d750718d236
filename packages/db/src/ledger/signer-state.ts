import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frontier } from "@agentlattice/core";
import { decodeFrontier, encodeFrontier } from "@agentlattice/core/ledger";

/** What the signer remembers outside the database, so that a restored or rewritten database is noticed after a restart. */
export interface SignerState {
  load(orgId: string): Promise<Frontier | null>;
  /** Returns at once; the newest frontier of each log is written soon. */
  save(orgId: string, frontier: Frontier): void;
  close(): Promise<void>;
}

const WRITE_DELAY_MS = 250;

/** One file per log below a directory, mode 0600, replaced atomically. */
export function fileSignerState(directory: string, onError: (error: unknown) => void): SignerState {
  const waiting = new Map<string, Frontier>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    timer = null;
    const due = [...waiting];
    waiting.clear();
    writing = writing.then(() => writeAll(directory, due)).catch(onError);
    return writing;
  };
  return {
    load: (orgId) => readState(join(directory, `${orgId}.json`)),
    save(orgId, frontier) {
      waiting.set(orgId, frontier);
      timer ??= setTimeout(flush, WRITE_DELAY_MS).unref();
    },
    async close() {
      if (timer) clearTimeout(timer);
      await flush();
    },
  };
}

async function readState(path: string): Promise<Frontier | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const { size, frontier } = JSON.parse(text) as { size: number; frontier: string };
  return decodeFrontier(size, Buffer.from(frontier, "base64"));
}

async function writeAll(directory: string, states: readonly [string, Frontier][]): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [orgId, frontier] of states) {
    const path = join(directory, `${orgId}.json`);
    const body = JSON.stringify({ size: frontier.size, frontier: Buffer.from(encodeFrontier(frontier)).toString("base64") });
    await writeFile(`${path}.${process.pid}`, body, { mode: 0o600 });
    await rename(`${path}.${process.pid}`, path);
  }
}
