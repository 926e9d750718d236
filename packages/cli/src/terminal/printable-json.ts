import { escapeText } from "../escape-text.ts";

/** Characters that JSON does not escape but a terminal interprets. In JSON they occur only in strings. */
const UNPRINTABLE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

/** Returns one line of JSON that is safe to print on a terminal. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(""),
  );
}

const MAX_SHORT_CHARS = 80;

/** Returns JSON of at most 80 characters, safe to print. */
export function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return escapeText(text.length > MAX_SHORT_CHARS ? `${text.slice(0, MAX_SHORT_CHARS - 1)}…` : text);
}
