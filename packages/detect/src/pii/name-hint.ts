import NAMES from "../rules/personal-names.json" with { type: "json" };
import type { Hint } from "./types.ts";

/** Patterns of names in lower case with one blank between words; the first match decides. */
const HINTS = NAMES.map(({ hint, regex }) => ({ hint: hint as Hint, pattern: new RegExp(regex) }));
/** Maximum length of a name. */
const MAX_NAME = 200;

/** Returns the meaning of a name in any spelling: `customerPhone`, `Date of birth (dd.mm.yyyy)`, `Téléphone`. */
export function hintOf(name: string): Hint {
  const words = wordsOf(name);
  return HINTS.find(({ pattern }) => pattern.test(words))?.hint ?? "none";
}

function wordsOf(name: string): string {
  const plain = name
    .slice(-MAX_NAME)
    .replace(/ ?\([^()]{0,40}\)[ :*]{0,3}$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[\s_./:*#-]+/g, " ")
    .trim()
    .toLowerCase();
  return /[^ -~]/.test(plain) ? withoutAccents(plain) : plain;
}

const withoutAccents = (text: string) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
