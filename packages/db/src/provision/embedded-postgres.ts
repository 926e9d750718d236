import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, lstatSync, openSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bootstrapDatabase, ownerUrl } from "./bootstrap-database.ts";
import { type ClusterDir, linkClusterDir, locateClusterDir } from "./cluster-dir.ts";
import { explainPostgresLog, isPortTaken } from "./explain-postgres-log.ts";
import { freePort } from "./free-port.ts";
import { initCluster } from "./init-cluster.ts";
import { provideBinaries } from "./native-binaries.ts";
import { clearPredecessor, guardServer, readPostmaster, stopServer } from "./postmaster.ts";
import { createPrivateFile, makePrivateDir, readPrivateJson, writePrivateFile } from "./private-file.ts";
import { ProvisionError } from "./provision-error.ts";

export interface EmbeddedPostgresOptions {
  /** An absolute path. The server's files are in its subfolder `postgres/`. */
  dataDir: string;
  /** False gives up safety at power loss for speed. For tests only. */
  durable?: boolean;
  /** Additional server settings as `name=value`. */
  settings?: string[];
}

export interface EmbeddedPostgres {
  /** The owner's connection URL, the only one that product code receives. */
  databaseUrl: string;
  /** The superuser's connection URL, for tests that create databases. */
  adminUrl: string;
  pid: number;
  logFile: string;
  /** Settles when the server has ended for any reason. */
  exited: Promise<void>;
  /** Stops the server and disconnects its clients. Committed data is kept. */
  stop(): Promise<void>;
}

/** Content of `<dataDir>/postgres.json` (mode 0600). `holder` is the process that started the server. */
interface ClusterSecrets {
  port: number | null;
  superuserPassword: string;
  ownerPassword: string;
  holder: number | null;
}

/**
 * Starts the Postgres of a data directory on the loopback interface with a random password, and creates it on the first call.
 * A server whose parent process was killed is stopped first. The server stops by itself when this process dies.
 * @throws ProvisionError with instructions
 */
export async function startEmbeddedPostgres({
  dataDir,
  durable = true,
  settings = [],
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  makePrivateDir(path.join(dataDir, "logs"));
  const cluster = locateClusterDir(dataDir);
  const secretsFile = path.join(dataDir, SECRETS);
  const fresh = !existsSync(cluster.dir);
  const secrets = readSecrets(secretsFile, fresh);
  const programs = provideBinaries(cluster.account, path.dirname(cluster.dir));
  if (fresh) await initCluster({ initdb: programs.initdb, cluster, password: secrets.superuserPassword, durable });
  linkClusterDir(dataDir, cluster);
  await clearPredecessor(cluster.dir, secrets.holder);

  const logFile = path.join(dataDir, "logs", "postgres.log");
  const flags = [...settings, ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"])];
  const { child, port } = await startOnFreePort({ postgres: programs.postgres, cluster, wanted: secrets.port, flags, logFile });
  const pid = child.pid as number;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const releaseGuard = guardServer(pid, cluster.account);
  void exited.then(releaseGuard);
  writePrivateFile(secretsFile, JSON.stringify({ ...secrets, port, holder: process.pid } satisfies ClusterSecrets));

  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref(); // Keeps this process alive until the server has ended.
    await Promise.all([stopServer(pid, cluster.dir), exited]);
  };
  const adminUrl = `postgresql://postgres:${secrets.superuserPassword}@127.0.0.1:${port}/postgres`;
  try {
    const databaseUrl = await bootstrapDatabase(adminUrl, secrets.ownerPassword);
    return { databaseUrl, adminUrl, pid, logFile, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns true when a data directory contains the files of a server, running or not. */
export function hasCluster(dataDir: string): boolean {
  return lstatSync(path.join(dataDir, "postgres"), { throwIfNoEntry: false }) !== undefined;
}

/** Returns the owner's URL of the server that another process runs in this data directory, or null when none was ever started. */
export function embeddedDatabaseUrl(dataDir: string): string | null {
  const stored = readPrivateJson(path.join(dataDir, SECRETS), REMEDY);
  const port = stored?.port ?? null;
  return port === null ? null : ownerUrl(Number(port), String(stored?.ownerPassword));
}

const SECRETS = "postgres.json";
const REMEDY =
  "without its passwords the database beside it cannot be opened. Restore it from a backup of the folder, or set DATA_DIR to another folder.";

function readSecrets(file: string, fresh: boolean): ClusterSecrets {
  if (fresh) {
    const password = (): string => randomBytes(24).toString("base64url");
    const made: ClusterSecrets = { port: null, superuserPassword: password(), ownerPassword: password(), holder: null };
    createPrivateFile(file, JSON.stringify(made));
  }
  const stored = readPrivateJson(file, REMEDY);
  if (stored === null) throw new ProvisionError("POSTGRES_FAILED", `${file} is missing: ${REMEDY}`);
  const { port, superuserPassword, ownerPassword, holder } = stored;
  if (typeof superuserPassword !== "string" || typeof ownerPassword !== "string")
    throw new ProvisionError("FILE_BROKEN", `${file} is damaged: ${REMEDY}`);
  const numberOf = (value: unknown) => (typeof value === "number" ? value : null);
  return { port: numberOf(port), superuserPassword, ownerPassword, holder: numberOf(holder) };
}

interface StartOptions {
  postgres: string;
  cluster: ClusterDir;
  wanted: number | null;
  flags: string[];
  logFile: string;
}

async function startOnFreePort(options: StartOptions): Promise<{ child: ChildProcess; port: number }> {
  const { cluster, logFile } = options;
  // Sessions of a crashed server briefly keep its shared memory, and another process may take the port before the server binds it.
  let wanted = options.wanted;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wanted);
    const child = spawnServer(options, port);
    if (await becomesReady(child, cluster.dir)) return { child, port };
    const log = readFileSync(logFile, "utf8");
    if (isPortTaken(log)) wanted = null;
    else if (!/pre-existing shared memory/.test(log)) throw explainPostgresLog(log, cluster.dir, logFile);
    if (attempt === 5) throw explainPostgresLog(log, cluster.dir, logFile);
    await sleep(200 * attempt);
  }
}

function spawnServer({ postgres, cluster, flags, logFile }: StartOptions, port: number): ChildProcess {
  const base = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC", "jit=off"];
  const settings = [...base, ...flags].flatMap((setting) => ["-c", setting]);
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, "w", 0o600);
  try {
    // A separate process group lets Ctrl-C reach only the supervisor, which stops everything in order.
    const child = spawn(postgres, ["-D", cluster.dir, ...settings], {
      ...cluster.account,
      cwd: "/",
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      detached: true,
      stdio: ["ignore", log, log],
    });
    child.on("error", () => {}); // becomesReady reports it, because the child has no pid.
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Waits until the server accepts connections or has exited. After a crash it replays its log first. */
async function becomesReady(child: ChildProcess, clusterDir: string): Promise<boolean> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const postmaster = readPostmaster(clusterDir);
    if (postmaster?.pid === child.pid && postmaster.ready) return true;
    await sleep(5);
  }
  return false;
}
