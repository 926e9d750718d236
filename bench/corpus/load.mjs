// The corpus: made-up credentials, personal data, and texts that hold none. Its values are stored in ROT13, so that no scanner of
// repositories takes them for leaked credentials.
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Reads the rows of one file of the corpus.
 * @param {"secrets" | "minted" | "quiet" | "personal" | "impersonal"} name
 * @param {"train" | "heldout"} [split]
 */
export function loadCorpus(name, split) {
  return readFileSync(path.join(import.meta.dirname, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((row) => split === undefined || row.split === split)
    .map((row) => ({ ...row, value: rotate(row.value), secret: rotate(row.secret), datum: rotate(row.datum) }));
}

/** Applies ROT13 to every string of a JSON value, names of members included. */
export function rotate(value) {
  if (typeof value === "string") return value.replace(/[a-z]/gi, rotateLetter);
  if (Array.isArray(value)) return value.map(rotate);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rotate(name), rotate(member)]));
}

function rotateLetter(letter) {
  const base = letter < "a" ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
}
