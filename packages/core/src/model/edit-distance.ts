import { distance } from "fastest-levenshtein";

/** Returns the number of single-character edits between two words. Two neighbours in the wrong order count as one edit. */
export function editDistance(a: string, b: string): number {
  return isSwapped(a, b) ? 1 : distance(a, b);
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((character, i) => character !== b[i]);
  return a.length === b.length && at >= 0 && `${b.slice(0, at)}${b[at + 1]}${b[at]}${b.slice(at + 2)}` === a;
}
