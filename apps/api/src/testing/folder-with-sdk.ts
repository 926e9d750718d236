import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
/** The settings of an outer npm are not those of the folder. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")));

/** An empty folder of a reader, in which the packed SDK is installed. */
export interface FolderWithSdk {
  /** Saves a code block as it is, runs it with Node, and returns what it prints. */
  runBlock(code: string, env: Readonly<Record<string, string>>): Promise<string>;
  remove(): void;
}

/** Builds and packs the SDK, and installs it as a reader does. */
export async function createFolderWithSdk(): Promise<FolderWithSdk> {
  const folder = mkdtempSync(join(tmpdir(), "al-paste-"));
  const sdk = join(ROOT, "packages/sdk");
  const npm = (args: string[], cwd: string) => run("npm", args, { cwd, env: environment(), shell: process.platform === "win32" });
  await run(process.execPath, [join(ROOT, "node_modules/tsdown/dist/run.mjs")], { cwd: sdk });
  await npm(["pack", "--ignore-scripts", "--pack-destination", folder], sdk);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  await npm(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${tarball}`], folder);
  let saved = 0;
  return {
    async runBlock(code, env) {
      const file = join(folder, `example-${saved++}.mjs`);
      writeFileSync(file, `${code}\n`);
      return (await run(process.execPath, [file], { cwd: folder, env: { ...environment(), ...env }, timeout: 60_000 })).stdout.trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
