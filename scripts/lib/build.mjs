import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { step } from "./progress.mjs";
import { runQuietly } from "./run-quietly.mjs";

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {string} title
 * @property {string} dir folder in which the tool runs
 * @property {string[]} command
 * @property {string[]} sources files that the result depends on
 * @property {string} result file that exists after a successful build
 * @property {string} [leavings] output of a failed or killed run, which is deleted before the next build
 */

const tsdown = [process.execPath, inRoot("node_modules/tsdown/dist/run.mjs")];
const common = ["package-lock.json", "tsconfig.base.json"];
const api = [
  "apps/api/src",
  "apps/api/tsdown.config.ts",
  "packages/core/src",
  "packages/contract/src",
  "packages/db/src",
  "prisma/schema.prisma",
];
const sdk = [
  "packages/sdk/src",
  "packages/sdk/package.json",
  "packages/sdk/tsdown.config.ts",
  "packages/core/src",
  "packages/contract/src",
];

/** @type {Target[]} in the order in which they need each other */
const TARGETS = [
  {
    name: "client",
    title: "Generating the database client",
    dir: ".",
    command: [process.execPath, inRoot("scripts/generate.mjs")],
    sources: ["prisma/schema.prisma", "prisma.config.ts", "scripts/generate.mjs", "package-lock.json"],
    result: "packages/db/src/generated/prisma/client.ts",
  },
  {
    name: "provision",
    title: "Building the database tools",
    dir: "packages/db",
    command: tsdown,
    sources: ["packages/db/src", "packages/core/src", "packages/db/tsdown.config.ts", "prisma/schema.prisma", ...common],
    result: "packages/db/dist/provision.mjs",
  },
  {
    name: "api",
    title: "Building the API",
    dir: "apps/api",
    command: tsdown,
    sources: [...api, ...common],
    result: "apps/api/dist/server.mjs",
  },
  {
    name: "sdk",
    title: "Building the SDK",
    dir: "packages/sdk",
    command: tsdown,
    sources: [...sdk, ...common],
    result: "packages/sdk/dist/index.mjs",
  },
  {
    name: "cli",
    title: "Building the command line",
    dir: "packages/cli",
    command: tsdown,
    sources: ["packages/cli/src", "packages/cli/package.json", "packages/cli/tsdown.config.ts", ...sdk, ...common],
    result: "packages/cli/dist",
  },
  {
    name: "web",
    title: "Building the console",
    dir: "apps/web",
    command: [process.execPath, inRoot("apps/web/build.mjs")],
    sources: ["apps/web", "packages/core/src", "packages/contract/src", ...common],
    result: "apps/web/.next/standalone/apps/web/.next/static",
    leavings: "apps/web/.next",
  },
];

/** Builds the packages that changed since the last build. @param {string} logDir */
export const buildStale = (logDir) => buildEach(TARGETS, logDir);

/** Generates code, which is enough for types and unit tests. @param {string} logDir */
export const buildClient = (logDir) => buildEach(TARGETS.slice(0, 1), logDir);

/** Builds the programs that integration tests start as processes. @param {string} logDir */
export const buildServer = (logDir) => buildEach(TARGETS.slice(0, 3), logDir);

/** Builds the targets that changed since their last build. @param {Target[]} targets @param {string} logDir */
export async function buildEach(targets, logDir) {
  for (const target of targets) {
    const stamp = inRoot("node_modules/.cache/agentlattice", `${target.name}.sha256`);
    const hash = hashSources(target);
    if (existsSync(inRoot(target.result)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) continue;
    await step(target.title, async () => {
      // A successful build leaves a stamp. Without one, the output is incomplete, and its cache contains the failure.
      if (target.leavings !== undefined && !existsSync(stamp)) rmSync(inRoot(target.leavings), { recursive: true, force: true });
      rmSync(stamp, { force: true });
      await runQuietly(target.command, { cwd: inRoot(target.dir), log: path.join(logDir, `build-${target.name}.log`) });
      mkdirSync(path.dirname(stamp), { recursive: true });
      writeFileSync(stamp, hash);
    });
  }
}

/** @param {Target} target */
function hashSources({ command, sources }) {
  const hash = createHash("sha256").update(`${process.versions.node}\0${command.slice(1).join("\0")}`);
  for (const source of sources) for (const file of listFiles(source)) hash.update(`\0${file}\0`).update(readFileSync(inRoot(file)));
  return hash.digest("hex");
}

const SKIPPED = new Set(["node_modules", "dist", ".next", ".turbo", "generated", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

/**
 * @param {string} source a file or a folder; nothing when it is missing
 * @returns {string[]}
 */
function listFiles(source) {
  try {
    const entries = readdirSync(inRoot(source), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries
      .filter(({ name }) => !SKIPPED.has(name) && !/\.test\.tsx?$/.test(name))
      .flatMap((entry) => listFiles(`${source}/${entry.name}`));
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOTDIR") return [source];
    if (code === "ENOENT") return [];
    throw error;
  }
}
