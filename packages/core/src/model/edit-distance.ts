import { distance } from "fastest-levenshtein";

/** Returns the number of single-character edits between two words. Two neighbours in the wrong order count as one edit. */
export function editDistance(a: string, b: string): number {
  return isSwapped(a, b) ? 1 : distance(a, b);
}

/**
 * Returns the known word that needs the fewest edits, at most one third of the letters of `word` but at least one; undefined when none is
 * that close.
 * @param fold brings both words into one notation before they are compared
 */
export function closestWord(word: string, known: readonly string[], fold = (text: string): string => text): string | undefined {
  const folded = fold(word);
  let closest: string | undefined;
  let fewest = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(folded, fold(candidate));
    if (edits < fewest) {
      closest = candidate;
      fewest = edits;
    }
  }
  return closest;
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((character, i) => character !== b[i]);
  return a.length === b.length && at >= 0 && `${b.slice(0, at)}${b[at + 1]}${b[at]}${b.slice(at + 2)}` === a;
}
