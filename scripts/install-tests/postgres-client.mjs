import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDebianRoot } from "../lib/debian.mjs";
import { inRoot } from "../lib/paths.mjs";
import { runQuietly } from "../lib/run-quietly.mjs";

/** `pg_dump` works with servers up to its own version. The embedded Postgres has this one, but not these programs. */
const MAJOR = 18;
const PROGRAMS = ["psql", "pg_dump", "pg_restore"];
/** The release of Debian that has the package. */
const SUITE = "forky";

/**
 * Returns the folder that contains `psql`, `pg_dump` and `pg_restore` of the server's version: those on PATH, or those of Debian's package,
 * unpacked with the libraries they need and not installed.
 * @param {string} log
 * @returns {Promise<string>}
 */
export async function providePostgresClient(log) {
  const onPath = (process.env.PATH ?? "").split(path.delimiter).find(isCurrent);
  if (onPath !== undefined) return onPath;
  const dir = inRoot("node_modules/.cache/agentlattice/postgresql-client");
  const bin = path.join(dir, "bin");
  if (!isCurrent(bin)) {
    if (!isDebianRoot()) throw new Error(`Put pg_dump ${MAJOR} on PATH, for example from apt.postgresql.org, and run the test again.`);
    await unpack(dir, log);
    writeWrappers(path.join(dir, "root"), bin);
  }
  return bin;
}

/** @param {string} folder */
function isCurrent(folder) {
  if (!existsSync(path.join(folder, "pg_dump"))) return false;
  const printed = execFileSync(path.join(folder, "pg_dump"), ["--version"], { encoding: "utf8" });
  return Number(/\) (\d+)/.exec(printed)?.[1]) >= MAJOR;
}

/** Downloads the package and all that it depends on, and unpacks them. @param {string} dir @param {string} log */
async function unpack(dir, log) {
  for (const folder of ["lists/partial", "archives/partial", "root"]) mkdirSync(path.join(dir, folder), { recursive: true });
  writeFileSync(path.join(dir, "sources.list"), `deb http://deb.debian.org/debian ${SUITE} main\n`);
  writeFileSync(path.join(dir, "status"), "");
  const options = {
    "Dir::Etc::sourcelist": path.join(dir, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": path.join(dir, "lists"),
    "Dir::State::status": path.join(dir, "status"),
    "Dir::Cache": dir,
    "Dir::Cache::archives": path.join(dir, "archives"),
    "APT::Sandbox::User": "root",
  };
  const apt = ["apt-get", ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])];
  await runQuietly([...apt, "update"], { log });
  await runQuietly([...apt, "install", "--yes", "--download-only", "--no-install-recommends", `postgresql-client-${MAJOR}`], { log });
  for (const file of readdirSync(path.join(dir, "archives")).filter((name) => name.endsWith(".deb")))
    await runQuietly(["dpkg-deb", "--extract", path.join(dir, "archives", file), path.join(dir, "root")], { log });
}

/** Writes a script for each program that runs it with the libraries it was built for. @param {string} root @param {string} bin */
function writeWrappers(root, bin) {
  const libraries = path.join(root, "usr/lib", `${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`);
  const loader = readdirSync(libraries).find((name) => /^ld-linux-.*\.so\.\d$/.test(name));
  mkdirSync(bin, { recursive: true });
  for (const name of PROGRAMS) {
    const program = path.join(root, `usr/lib/postgresql/${MAJOR}/bin`, name);
    writeFileSync(path.join(bin, name), `#!/bin/sh\nexec "${libraries}/${loader}" --library-path "${libraries}" "${program}" "$@"\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
}
