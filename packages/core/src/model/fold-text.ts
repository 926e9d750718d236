import { lookalikeOf } from "@agentlattice/detect";

/** Characters that a reader does not see. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BLANKS = /[\s\p{Z}\p{Cc}]+/gu;
const PRINTABLE = /^[\x20-\x7e]*$/;
const NOT_ASCII = /[^\x00-\x7f]/g;

/**
 * Folds a text so that texts which look the same are the same: Unicode form (NFKC), case, letters of other scripts that look like Latin
 * letters, invisible characters, and blanks, which become single spaces without those at the ends.
 */
export function foldText(text: string): string {
  return foldLetters(text).toLowerCase().normalize("NFKC").trim();
}

/** Folds a text as {@link foldText} does, and keeps case and blanks at the ends. */
export function foldLetters(text: string): string {
  if (PRINTABLE.test(text)) return text.replace(/ {2,}/g, " ");
  return text
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(NOT_ASCII, (letter) => lookalikeOf(letter) ?? letter)
    .replace(BLANKS, " ");
}
