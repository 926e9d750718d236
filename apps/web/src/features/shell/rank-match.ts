/** Scores by kind of match; higher scores rank first. The length of the text does not matter. */
const SCORE = { exact: 1, prefix: 0.8, word: 0.6, inside: 0.4, scattered: 0.2 };
/** Penalty of text written by agents and members against the console's own names. */
const BEHIND = 0.1;
/** Number of characters examined in text written by others. */
const LOOKED_AT = 512;

/**
 * A cmdk filter that ranks exact matches, prefixes, word starts, substrings and scattered letters, in this order. @param name the
 * console's own name for the item, or its id @param texts keywords written by others
 */
export function rankMatch(name: string, search: string, texts: readonly string[] = []): number {
  const wanted = fold(search);
  if (wanted === "") return SCORE.exact;
  const candidates = [[fold(name), 0] as const, ...texts.map((text) => [fold(text.slice(0, LOOKED_AT)), BEHIND] as const)];
  const best = (part: string) => Math.max(...candidates.map(([text, behind]) => Math.max(0, scoreOf(text, part) - behind)));
  // A search of several words scores as well as its worst word. Their order does not matter.
  return best(wanted) || Math.min(...wanted.split(" ").map(best)) / 2;
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");

function scoreOf(text: string, part: string): number {
  if (text === part) return SCORE.exact;
  if (text.startsWith(part)) return SCORE.prefix;
  let inside = false;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (startsWord(text, at)) return SCORE.word;
    inside = true;
  }
  if (inside) return SCORE.inside;
  return isScattered(text, part) ? SCORE.scattered : 0;
}

const LETTER = /[\p{L}\p{N}]/u;
const startsWord = (text: string, at: number) => at === 0 || !LETTER.test(text.charAt(at - 1));

/** Returns true if the letters occur in order, each next to the previous one or at the start of a word: `relbo` in `release-bot`. */
function isScattered(text: string, part: string): boolean {
  const letters = [...part].filter((letter) => LETTER.test(letter)).join("");
  let ends = new Set<number>();
  for (const [place, letter] of [...letters].entries()) {
    const next = new Set<number>();
    const earliest = place === 0 ? -1 : Math.min(...ends);
    for (let at = text.indexOf(letter, earliest + 1); at !== -1; at = text.indexOf(letter, at + 1))
      if (startsWord(text, at) || ends.has(at - 1)) next.add(at);
    if (next.size === 0) return false;
    ends = next;
  }
  return letters !== "";
}
