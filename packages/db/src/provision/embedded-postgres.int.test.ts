import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";

let dataDir: string;
let running: EmbeddedPostgres[];
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "al-embedded-"));
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  rmSync(dataDir, { recursive: true });
});

async function start({ durable = false } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable });
  running.push(server);
  return server;
}

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

const portOf = (server: EmbeddedPostgres) => Number(new URL(server.databaseUrl).port);
const secretsFile = () => path.join(dataDir, "postgres.json");

describe("startEmbeddedPostgres", () => {
  it("keeps data and port between starts", async () => {
    const first = await start();
    await query(first.databaseUrl, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    await first.exited;
    const second = await start();
    expect(await query(second.databaseUrl, "SELECT * FROM kept")).toEqual([{ answer: 42 }]);
    expect(portOf(second)).toBe(portOf(first));
  });

  it("uses another port when its own is taken", async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(portOf(first), "127.0.0.1");
    const second = await start();
    expect(portOf(second)).not.toBe(portOf(first));
    squatter.close();
  });

  it("replaces a server whose parent was killed", async () => {
    const orphan = await start();
    await query(orphan.databaseUrl, "CREATE TABLE kept AS SELECT 42 AS answer");
    writeFileSync(secretsFile(), JSON.stringify({ ...JSON.parse(readFileSync(secretsFile(), "utf8")), holder: 999_999_999 }));
    const next = await start();
    await orphan.exited;
    expect(await query(next.databaseUrl, "SELECT * FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("recovers after the server was killed, and from a pid file with the pid of another program", async () => {
    const first = await start({ durable: true });
    await query(first.databaseUrl, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    const pidFile = path.join(dataDir, "postgres", "postmaster.pid");
    writeFileSync(pidFile, readFileSync(pidFile, "utf8").replace(String(first.pid), String(process.pid)));
    const second = await start();
    expect(await query(second.databaseUrl, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1 }]);
  });

  it("refuses a directory that another process is using", async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: "POSTGRES_IN_USE", message: expect.stringContaining(String(process.pid)) });
  });

  it("requires the password and reveals it to nobody", async () => {
    const server = await start();
    for (const [user, password] of [
      ["postgres", "password"],
      ["al_owner", ""],
      ["al_owner", "wrong"],
    ] as const) {
      const url = Object.assign(new URL(server.databaseUrl), { username: user, password });
      await expect(query(url.href, "SELECT 1")).rejects.toThrow(/password/i);
    }
    expect(statSync(secretsFile()).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, "postgres")).mode & 0o077).toBe(0);
    expect(statSync(server.logFile).mode & 0o777).toBe(0o600);
    expect(
      await query(
        server.adminUrl,
        "SELECT current_setting('listen_addresses') AS tcp, current_setting('unix_socket_directories') AS sockets",
      ),
    ).toEqual([{ tcp: "127.0.0.1", sockets: "" }]);
    expect(readFileSync(server.logFile, "utf8")).not.toContain(new URL(server.databaseUrl).password);
  });

  it("returns an owner that is bound by row-level security", async () => {
    const { databaseUrl } = await start();
    expect(
      await query(databaseUrl, "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"),
    ).toEqual([{ rolname: "al_owner", rolsuper: false, rolbypassrls: false, rolcreaterole: true }]);
  });

  it("reports missing passwords and damaged files", async () => {
    const first = await start();
    await first.stop();
    const secrets = readFileSync(secretsFile());
    rmSync(secretsFile());
    await expect(start()).rejects.toThrow(/postgres\.json is missing/);
    writeFileSync(secretsFile(), secrets, { mode: 0o600 });
    writeFileSync(path.join(dataDir, "postgres", "global", "pg_control"), "nonsense");
    await expect(start()).rejects.toThrow(/are damaged/);
  });
});
