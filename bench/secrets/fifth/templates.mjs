// Texts with places for random values: «hex 40» is forty hexadecimal digits, «NOUN» a noun in capitals, «pick a¦b» one of those.
// A file holds "=== kind (way)" and the text of one piece below it; a piece is repeated until there is enough.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fill, list } from "./mint.mjs";

const HEAD = /^=== (.+) \(([^()]+)\)\n/;

/** @param {string} file @returns {[kind: string, way: string, template: string][]} */
export function templates(file) {
  return readFileSync(path.join(import.meta.dirname, file), "utf8")
    .split(/^(?==== )/m)
    .map((piece) => {
      const [head, kind, way] = HEAD.exec(piece);
      return [kind, way, piece.slice(head.length).replace(/\n$/, "")];
    });
}

/** The template with a value for every place, the innermost first. */
export function write(m, template) {
  const written = template.replace(/«([^«»]*)»/g, (_, place) => minted(m, place));
  return written.includes("«") ? write(m, written) : written;
}

/** @param {string} place such as `hex 40` */
export function minted(m, place) {
  if (place.startsWith("pick ")) return m.pick(place.slice(5).split("¦"));
  const [op, ...args] = place.split(" ");
  const value = String(m[op.toLowerCase() in m ? op.toLowerCase() : op](...args.map(Number)));
  return op === op.toUpperCase() ? value.toUpperCase() : value;
}

/** About `size` characters of a template in the shape its way names: rows of JSON, the output of a command, a text, a file. */
export function quiet(m, size, way, template) {
  if (way === "rows") return { data: list(size, () => JSON.parse(write(m, template))), has_more: true };
  const text = fill(size, () => write(m, template));
  if (way === "stdout") return { stdout: text, exit_code: 0 };
  return way === "text" ? { text } : { path: way, content: text };
}
