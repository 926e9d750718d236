// Files of installed packages, drawn by seed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const PACKAGES = 160;
const FILES = 3;
const LARGEST = 40_000;
const READABLE = /\.(?:[cm]?[jt]s|json|md|css|map|ya?ml|txt|py|html|svg|sh)$/;
const SKIPPED = /^(?:\.|node_modules$|tests?$|__tests__$|fixtures$)/;

/** @returns {{ kind: string, value: unknown }[]} */
export function installedFiles(m, folder) {
  const packages = readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => (name.startsWith("@") ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`) : [name]))
    .sort();
  return m
    .times(PACKAGES, () => packages.splice(m.int(0, packages.length - 1), 1)[0])
    .flatMap((name) => {
      const files = filesBelow(path.join(folder, name));
      return m.times(Math.min(FILES, files.length), () => {
        const [file] = files.splice(m.int(0, files.length - 1), 1);
        return {
          kind: `installed ${name}`,
          value: { tool: "read_file", path: path.relative(folder, file), content: readFileSync(file, "utf8") },
        };
      });
    });
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(file);
      return entry.isFile() && READABLE.test(entry.name) && statSync(file).size <= LARGEST ? [file] : [];
    });
}
