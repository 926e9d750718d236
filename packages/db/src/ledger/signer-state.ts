import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Frontier } from "@agentlattice/core";
import { decodeFrontier, encodeFrontier } from "@agentlattice/core/ledger";
import { LedgerError } from "./ledger-error.ts";

/** The last head of a log that was signed here. */
export interface SignedState {
  /** Which generation of the log; `null` in files of the first release, which knew only one. */
  readonly origin: string | null;
  readonly frontier: Frontier;
}

/** What the signer remembers outside the database, so that a restored or rewritten database is noticed after a restart. */
export interface SignerState {
  /** @throws LedgerError SIGNER_STATE_INVALID, with the file and the remedy */
  load(orgId: string): Promise<SignedState | null>;
  /** Returns at once; the newest frontier of each log is written soon. */
  save(orgId: string, origin: string, frontier: Frontier): void;
  /** Organisations that something is remembered of. */
  list(): Promise<string[]>;
  close(): Promise<void>;
}

type Waiting = Map<string, { readonly origin: string; readonly frontier: Frontier }>;

const WRITE_DELAY_MS = 250;
const FILE = /^([0-9a-f-]{36})\.json$/;

/** Keeps one file per log below a directory, mode 0600. A crash or a power loss leaves the old or the new one, never half of it. */
export function fileSignerState(directory: string, onError: (error: unknown) => void): SignerState {
  const waiting: Waiting = new Map();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    timer = null;
    const due = new Map(waiting);
    waiting.clear();
    writing = writing.then(() => writeAll(directory, due)).catch(onError);
    return writing;
  };
  return {
    load: (orgId) => readState(join(directory, `${orgId}.json`)),
    save(orgId, origin, frontier) {
      waiting.set(orgId, { origin, frontier });
      timer ??= setTimeout(flush, WRITE_DELAY_MS).unref();
    },
    async list() {
      const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      return names.flatMap((name) => FILE.exec(name)?.[1] ?? []);
    },
    async close() {
      if (timer) clearTimeout(timer);
      await flush();
    },
  };
}

async function readState(file: string): Promise<SignedState | null> {
  try {
    const { origin, size, frontier } = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    if (!Number.isSafeInteger(size) || typeof frontier !== "string" || (origin !== undefined && typeof origin !== "string"))
      throw new TypeError("not a signer's state");
    return { origin: origin ?? null, frontier: decodeFrontier(size as number, Buffer.from(frontier, "base64")) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new LedgerError(
      "SIGNER_STATE_INVALID",
      `${file} is unreadable, empty or damaged, so nothing is decided for this organisation. Restore the file from a backup. Only if the database was neither restored nor changed by hand, remove the file instead: the signer then reads the ledger again.`,
      { cause: error },
    );
  }
}

async function writeAll(directory: string, states: Waiting): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [orgId, { origin, frontier }] of states) {
    const body = JSON.stringify({ origin, size: frontier.size, frontier: Buffer.from(encodeFrontier(frontier)).toString("base64") });
    await replaceFile(join(directory, `${orgId}.json`), body);
  }
  await flushTo(directory, "r", (handle) => handle.sync());
}

async function replaceFile(file: string, body: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await flushTo(draft, "w", async (handle) => {
      await handle.writeFile(body);
      await handle.sync();
    });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

async function flushTo(path: string, flags: "r" | "w", work: (handle: Handle) => Promise<void>): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
