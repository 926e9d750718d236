// Files of installed packages as an agent reads them: real code, documentation, maps and tables of others, a share of each kind.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const BYTES_OF_KIND = 350_000;
const LARGEST = 60_000;
const KINDS = [
  ["installed javascript", /\.js$/],
  ["installed modules", /\.mjs$/],
  ["installed commonjs", /\.cjs$/],
  ["installed typescript", /\.ts$/],
  ["installed maps", /\.map$/],
  ["installed json", /\.json$/],
  ["installed documents", /\.md$/i],
  ["installed licences", /^licen[cs]e/i],
  ["installed styles", /\.css$/],
  ["installed others", /\.(?:ya?ml|txt|html|py|c|cc|h|sh|wasm\.d\.ts|flow)$/],
];
/** Keys that tests and documents of packages carry are real ones: not ordinary text. */
const CARRIES_KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY/;

/** @param {object} m @param {string} folder @returns {{ kind: string, value: unknown }[]} */
export function installedFiles(m, folder) {
  const files = walk(folder);
  return KINDS.flatMap(([kind, name]) => {
    const chosen = [];
    const candidates = files.filter((file) => name.test(path.basename(file)));
    for (let bytes = 0; bytes < BYTES_OF_KIND && candidates.length > 0; ) {
      const [file] = candidates.splice(m.int(0, candidates.length - 1), 1);
      if (statSync(file).size > 4_000_000) continue;
      const content = readFileSync(file, "utf8").slice(0, LARGEST);
      if (content.includes("\0") || CARRIES_KEYS.test(content)) continue;
      chosen.push({ kind, value: { path: path.relative(folder, file), content } });
      bytes += content.length;
    }
    return chosen;
  });
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}.`))
    .sort();
}
