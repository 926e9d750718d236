// Starts the built product on its own database, for a benchmark.
import { fork, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { migrate, provideKek, startEmbeddedPostgres, withoutOwner } from "../../packages/db/dist/provision.mjs";

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Starts a durable Postgres (fsync on) that counts its statements. */
export async function startPostgres() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "al-bench-"));
  const settings = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=top", "max_connections=200"];
  const postgres = await startEmbeddedPostgres({ dataDir, settings });
  return { ...postgres, dataDir, stop: () => postgres.stop().then(() => rmSync(dataDir, { recursive: true, force: true })) };
}

/** Starts the API with the demo organisation. `keys` are those of the seed. */
export async function startProduct(postgres, settings = {}) {
  const { kek } = await provideKek({ env: {}, dataDir: postgres.dataDir }, () => false);
  await migrate({ databaseUrl: postgres.databaseUrl, kek, migrationsDir: path.join(root, "prisma/migrations") });
  const { DATABASE_URL: _owner, ...inherited } = process.env;
  const env = {
    ...inherited,
    AL_DATABASE_URL: withoutOwner(postgres.databaseUrl),
    DATA_DIR: postgres.dataDir,
    AL_KEY_RATE: "1000000",
    AL_LOG_LEVEL: "warn",
    NODE_ENV: "production",
    ...settings,
  };
  const seeded = spawnSync(process.execPath, [path.join(root, "apps/api/dist/seed.mjs"), "demo"], { env, encoding: "utf8" });
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stderr}`);
  const keys = JSON.parse(seeded.stdout.trim().split("\n").at(-1));
  return { ...(await startApi(env)), keys, startAnother: (port) => startApi(env, port) };
}

async function startApi(env, at) {
  const port = at ?? (await freePort());
  const api = fork(path.join(root, "apps/api/dist/server.mjs"), {
    env: { ...env, API_PORT: String(port) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await waitUntilReady(port, api);
  return { port, pid: api.pid, stop: (signal = "SIGTERM") => new Promise((done) => api.once("exit", done).kill(signal)) };
}

/** Starts a reference server of bench/floors in its own process. It sends its port when it listens. */
export function startFloor(name, databaseUrl) {
  const child = fork(path.join(root, "bench/floors", `${name}.mjs`), {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: "production" },
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
    child.once("message", ({ port }) =>
      resolve({ port, pid: child.pid, stop: () => new Promise((done) => child.removeAllListeners("exit").once("exit", done).kill()) }),
    );
  });
}

/** Sends a JSON request that must succeed. */
export async function call(port, method, url, token, body) {
  const response = await fetch(`http://127.0.0.1:${port}${url}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function waitUntilReady(port, child) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the API ended with ${child.exitCode}`);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the API did not become ready");
}
