import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage-error.ts";

const POLICY_FILE = /\.(ya?ml|json)$/i;
const MAX_FILES = 5_000;

/** Standard input instead of a file. */
export const STDIN = "-";

/** The files that were named, and those in the folders that were; each once, in a stable order. @throws UsageError */
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
    throw new UsageError(`Cannot read ${path}: ${whyNot((error as NodeJS.ErrnoException).code)}`);
  }
}

function whyNot(code: string | undefined): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file or folder.";
  if (code === "ELOOP") return "its links lead round in circles.";
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
  // Links to folders are not followed: they may lead round in circles. One that leads nowhere is told: a policy would be missing.
  return visible
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      if (!POLICY_FILE.test(entry.name)) return [];
      return entry.isFile() || (entry.isSymbolicLink() && !isFolder(path)) ? [path] : [];
    });
}
