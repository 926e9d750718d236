import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type EmbeddedPostgres, migrate, startEmbeddedPostgres } from "@agentlattice/db/provision";
import { Client } from "pg";
import { TEMPLATE, TEST_KEK } from "./test-database.ts";

const PREFIX = "agentlattice-test-";
const MIGRATIONS = path.resolve(import.meta.dirname, "../../../prisma/migrations");

export interface TestCluster {
  /** The superuser's URL, which creates and drops databases. Code under test never receives it. */
  adminUrl: string;
  /** The owner's URL of the template. Other databases differ only in the path. */
  ownerUrl: string;
  /** Stops the server and starts it again on the same port. Clients are disconnected; committed data stays. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Postgres in the temporary directory with a migrated template database. */
export async function startTestCluster(): Promise<TestCluster> {
  removeLeftovers();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  writeFileSync(path.join(dataDir, "holder"), String(process.pid));
  const start = () => startEmbeddedPostgres({ dataDir, durable: false, settings: ["max_connections=300"] });
  let server = await start();
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const ownerUrl = await makeTemplate(server);
    const restart = async (): Promise<void> => {
      await server.stop();
      server = await start();
    };
    return { adminUrl: server.adminUrl, ownerUrl, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeTemplate(server: EmbeddedPostgres): Promise<string> {
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await admin.query(`ALTER DATABASE agentlattice RENAME TO ${TEMPLATE}`);
    const url = new URL(server.databaseUrl);
    url.pathname = `/${TEMPLATE}`;
    await migrate({ databaseUrl: url.href, kek: TEST_KEK, migrationsDir: MIGRATIONS });
    await admin.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`); // A session in the template would block cloning.
    return url.href;
  } finally {
    // An open session would end the process when the server stops and hide the reason.
    await admin.end();
  }
}

/** Removes the files of killed runs. Their servers have ended by themselves. */
function removeLeftovers(): void {
  for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = path.join(os.tmpdir(), name);
    try {
      const holder = Number(readFileSync(path.join(dir, "holder"), "utf8"));
      if (!isAlive(holder)) rmSync(dir, { recursive: true, force: true });
    } catch {
      // The directory belongs to another user or is being created.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
