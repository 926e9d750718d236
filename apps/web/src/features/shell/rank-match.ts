import { matchSorter, rankings } from "match-sorter";

/** Penalty of text written by agents and members against an equal match of the console's own names. */
const OTHERS_PENALTY = 0.5;
/** Number of characters examined in text written by others. */
const MAX_LENGTH = 512;

/**
 * A cmdk filter that ranks exact matches, prefixes, word starts, substrings and scattered letters, in this order.
 * @param name the console's own name for the item, or its id
 * @param texts keywords written by others
 */
export function rankMatch(name: string, search: string, texts: readonly string[] = []): number {
  const wanted = fold(search);
  if (wanted === "") return 1;
  const others = texts.map((text) => text.slice(0, MAX_LENGTH));
  const best = (part: string) => Math.max(0, rankOf([name], part), rankOf(others, part) - OTHERS_PENALTY) / rankings.EQUAL;
  // A search of several words ranks as low as its worst word. Their order does not matter.
  return best(wanted) || Math.min(...wanted.split(" ").map(best)) / 2;
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");

/** Returns the best rank of match-sorter among the texts. */
function rankOf(texts: readonly string[], search: string): number {
  let best: number = rankings.NO_MATCH;
  matchSorter(texts.map(fold), search, {
    sorter: (matches) => {
      for (const { rank } of matches) best = Math.max(best, Math.min(rank, rankings.EQUAL));
      return matches;
    },
  });
  return best;
}
