import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";

const POLICY_FILE = /\.(ya?ml|json)$/i;
const MAX_FILES = 5_000;

/** The path that means standard input. */
export const STDIN = "-";

/** Returns the given files and those in the given folders, each once and in a stable order. @throws UsageError */
export function findFiles(paths: readonly string[]): string[] {
  const files = new Set<string>();
  for (const path of paths) {
    if (path === STDIN || !isFolder(path)) files.add(path);
    else for (const file of filesIn(path)) files.add(file);
  }
  if (files.size === 0) throw new UsageError(`There is no .yaml, .yml or .json file in ${paths.join(", ")}.`);
  if (files.size > MAX_FILES) throw new UsageError(`More than ${MAX_FILES} files: name a smaller folder.`);
  return [...files];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${describeCode(systemErrorCode(error))}`);
  }
}

function describeCode(code: string | undefined): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file or folder.";
  if (code === "ELOOP") return "its links form a cycle.";
  return code === "EACCES" ? "you may not read it." : `it cannot be opened (${code}).`;
}

function filesIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    throw new UsageError(`Cannot read the folder ${folder}.`);
  }
  const visible = entries.filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
  // Links to folders are not followed, because they may form a cycle. A broken link is an error, because a policy would be missing.
  return visible
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      if (!POLICY_FILE.test(entry.name)) return [];
      return entry.isFile() || (entry.isSymbolicLink() && !isFolder(path)) ? [path] : [];
    });
}
