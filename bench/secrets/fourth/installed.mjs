// Real files that are already on the machine: some of every extension among the packages that are installed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const KINDS = [
  ".md",
  ".map",
  ".json",
  ".mjs",
  ".cjs",
  ".js",
  ".ts",
  ".cts",
  ".mts",
  ".css",
  ".html",
  ".svg",
  ".yml",
  ".yaml",
  ".txt",
  ".wasm.js",
  "LICENSE",
  ".prisma",
  ".flow",
  ".sh",
  ".xml",
  ".d.ts",
];
const PER_KIND = 30;
const LONGEST = 120_000;

/** @returns {{ kind: string, value: string }[]} */
export function installedFiles(m, root) {
  const byKind = new Map(KINDS.map((kind) => [kind, []]));
  for (const file of walk(root)) {
    const kind = KINDS.find((ending) => file.endsWith(ending));
    if (kind !== undefined) byKind.get(kind).push(file);
  }
  return [...byKind].flatMap(([kind, files]) =>
    Array.from({ length: Math.min(PER_KIND, files.length) }, () => m.pick(files)).map((file) => ({
      kind: `${path.relative(root, file)} (${kind})`,
      value: readFileSync(file, "utf8").slice(0, LONGEST),
    })),
  );
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".cache") yield* walk(inner);
    else if (entry.isFile() && statSync(inner).size < 4_000_000) yield inner;
  }
}
