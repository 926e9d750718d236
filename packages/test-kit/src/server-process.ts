import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Call, createCaller } from "./call.ts";
import type { TestDatabase } from "./test-database.ts";

const SERVER = resolve(import.meta.dirname, "../../../apps/api/dist/server.mjs");
const STARTS_WITHIN_MS = 30_000;

/** The built API in its own process. */
export interface ServerProcess {
  readonly url: string;
  /** Returns the output to standard output and standard error so far. */
  output(): string;
  /** Sends a signal and waits until the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
  readonly call: Call;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts `apps/api/dist/server.mjs` on a free loopback port. Resolves when it listens. */
export async function startServerProcess(database: TestDatabase, env: Record<string, string> = {}): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "al-server-"));
  const child = spawn(process.execPath, [SERVER], {
    env: {
      PATH: process.env.PATH,
      AL_DATABASE_URL: database.address,
      AL_KEK: Buffer.from(database.kek).toString("base64"),
      DATA_DIR: dataDir,
      API_PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Ended>((done) => child.once("close", (code, signal) => done({ code, signal })));
  void ended.then(async () => {
    process.off("exit", kill);
    await rm(dataDir, { recursive: true, force: true });
  });
  const port = await portOf(() => output, ended);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    output: () => output,
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
    call: createCaller(url),
  };
}

async function portOf(output: () => string, ended: Promise<Ended>): Promise<string> {
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  for (const until = Date.now() + STARTS_WITHIN_MS; Date.now() < until && !gone; ) {
    const port = /"port":(\d+),"msg":"listening"/.exec(output())?.[1];
    if (port) return port;
    await new Promise((again) => setTimeout(again, 20));
  }
  throw new Error(`The server did not start:\n${output()}`);
}
