import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "./free-port.ts";

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills the server with SIGKILL, which breaks its connections. */
  kill(): Promise<void>;
  /** Starts an empty server on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the path of redis-server: AL_REDIS_SERVER, otherwise from PATH; null when there is none. */
export function findRedisServer(): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = [process.env.AL_REDIS_SERVER ?? "", ...folders.map((folder) => path.join(folder, "redis-server"))];
  return candidates.find((file) => file !== "" && isExecutable(file)) ?? null;
}

/** Starts a Redis without persistence on a free loopback port. */
export async function startRedis({ password }: { password?: string } = {}): Promise<TestRedis> {
  const binary = findRedisServer();
  if (binary === null)
    throw new Error("These tests need redis-server: apt-get install redis-server, brew install redis, or AL_REDIS_SERVER.");
  const dir = mkdtempSync(path.join(os.tmpdir(), "agentlattice-redis-"));
  const port = await freePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--save", "", "--appendonly", "no"];
  if (password !== undefined) args.push("--requirepass", password);
  const launch = () => run(binary, args);
  let server = await launch();
  return {
    url: `redis://${password === undefined ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    port,
    kill: () => end(server, "SIGKILL"),
    async restart() {
      await end(server, "SIGKILL");
      server = await launch();
    },
    async stop() {
      await end(server, "SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function run(binary: string, args: string[]): Promise<ChildProcess> {
  const server = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => server.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    let output = "";
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`redis-server ended with code ${code}:\n${output}`)));
    server.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ready to accept connections")) resolve(server);
    });
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill(signal);
  await gone;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
