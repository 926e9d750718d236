import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Frontier } from "@agentlattice/core";
import { decodeFrontier, encodeFrontier } from "@agentlattice/core/ledger";
import { errorCode } from "../provision/error-code.ts";
import { LedgerError } from "./ledger-error.ts";

/** The last head of a log that this machine signed. */
export interface SignedState {
  /** Origin of the log's generation; null in files of the first release, which had only one. */
  readonly origin: string | null;
  readonly frontier: Frontier;
}

/** Stores the signed heads outside the database, so that a restored or rewritten database is detected after a restart. */
export interface SignerState {
  /** Reads the state of a log. @throws LedgerError SIGNER_STATE_INVALID, with the file and the remedy */
  load(orgId: string): Promise<SignedState | null>;
  /** Schedules a write and returns immediately. Only the newest frontier of a log is written. */
  save(orgId: string, origin: string, frontier: Frontier): void;
  /** Returns the organisations with a stored state. */
  list(): Promise<string[]>;
  close(): Promise<void>;
}

type PendingStates = Map<string, { readonly origin: string; readonly frontier: Frontier }>;

const WRITE_DELAY_MS = 250;
const FILE = /^([0-9a-f-]{36})\.json$/;

/** Stores one file per log in a directory, with mode 0600. A crash or power loss leaves either the old or the new file, never a partial one. */
export function fileSignerState(directory: string, onError: (error: unknown) => void): SignerState {
  const waiting: PendingStates = new Map();
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
      throw new TypeError("The file is not a signer state.");
    return { origin: origin ?? null, frontier: decodeFrontier(size as number, Buffer.from(frontier, "base64")) };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw new LedgerError(
      "SIGNER_STATE_INVALID",
      `${file} is unreadable, empty or damaged, so nothing is decided for this organisation. Restore the file from a backup. Only if the database was neither restored nor changed by hand, remove the file instead: the signer then reads the ledger again.`,
      { cause: error },
    );
  }
}

async function writeAll(directory: string, states: PendingStates): Promise<void> {
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
