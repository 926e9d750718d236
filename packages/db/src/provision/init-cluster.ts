import { spawn } from "node:child_process";
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { ClusterDir } from "./cluster-dir.ts";
import { errorCode } from "./error-code.ts";
import { explainPostgresLog } from "./explain-postgres-log.ts";
import { ProvisionError } from "./provision-error.ts";

/** Creates the files of a new server. They get their final name only when complete, so that a killed first start leaves nothing partial. */
export async function initCluster(options: { initdb: string; cluster: ClusterDir; password: string; durable: boolean }): Promise<void> {
  const { initdb, cluster, password, durable } = options;
  const draft = `${cluster.dir}.${process.pid}`;
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
    if (cluster.account !== null) for (const file of [draft, passwordFile]) chownSync(file, cluster.account.uid, cluster.account.gid);
    await run(
      initdb,
      [
        ...["-D", draft, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--no-instructions"],
        // This collation sorts the same on every machine.
        ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        ...(durable ? [] : ["--no-sync"]),
      ],
      cluster,
    );
    renameSync(draft, cluster.dir);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) {
      throw new ProvisionError(
        "POSTGRES_IN_USE",
        `Another process is setting up ${cluster.dir} at this moment. Wait for it, then start again.`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function run(program: string, args: string[], { dir, account }: ClusterDir): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      cwd: "/",
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-8000);
      });
    child.on("error", (error) =>
      reject(
        new ProvisionError(
          "POSTGRES_MISSING",
          `The bundled Postgres cannot run on this machine (${error.message}). Set DATABASE_URL to a Postgres 16 or newer.`,
        ),
      ),
    );
    child.on("close", (code) => (code === 0 ? resolve() : reject(explainPostgresLog(output, dir, "(initdb, shown above)"))));
  });
}
