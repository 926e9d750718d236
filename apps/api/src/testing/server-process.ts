import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestDatabase } from "@agentlattice/test-kit";

const apiFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The API in a process of its own, which can be killed as a machine fails and started again on the same port. */
export interface ServerProcess {
  readonly url: string;
  /** Resolves when it is ready. */
  start(): Promise<void>;
  /** SIGKILL: nothing is said goodbye to. */
  kill(): Promise<void>;
  /** Kills it and removes its files. */
  remove(): Promise<void>;
}

export async function buildServerProcess(database: TestDatabase): Promise<ServerProcess> {
  // Inside the repository, where Node finds what the build leaves outside.
  const cache = join(apiFolder, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const built = await mkdtemp(join(cache, "server-"));
  const dataDir = await mkdtemp(join(tmpdir(), "al-api-process-"));
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built, "--no-sourcemap"], {
    cwd: apiFolder,
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.owner,
    DATA_DIR: dataDir,
    AL_KEK: Buffer.from(database.kek).toString("base64"),
    API_PORT: String(port),
    AL_LOG_LEVEL: "fatal",
  };
  let running: ChildProcess | null = null;
  const kill = async () => {
    const child = running;
    running = null;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    kill,
    async start() {
      running = spawn(process.execPath, [join(built, "server.mjs")], { cwd: apiFolder, env, stdio: ["ignore", "ignore", "inherit"] });
      while (!(await isReady(url))) {
        if (running.exitCode !== null) throw new Error(`the server ended with ${running.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async remove() {
      await kill();
      await Promise.all([built, dataDir].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

/** A port at which nothing listens just now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
