/** Random patterns and texts that they may match. */
export interface MadeUp {
  /** Nested repeats, alternations, bounded counts, classes, positions and groups. */
  pattern(depth: number): string;
  /** Returns a text of letters that occur in patterns and some that do not. */
  text(length: number): string;
  /** Returns a repeated piece with an end that almost matches. */
  almost(length: number): string;
}

const ATOMS = ["a", "b", "c", "ab", ".", "[ab]", "[^a]", "\\d", "\\w", "\\s", "(?i:k)", "é", "😀", "[😀-😂]", "\\pL"];
const POSITIONS = ["^", "$", "\\b", "\\B", "(?m:^)", "(?m:$)", ""];
const LETTERS = ["a", "b", "c", "1", " ", "\n", "k", "K", "\u212a", "é", "😀", "\ud83d", "\ude00", "_", "ab", "aab"];
const REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,3}", "{1,9}?", "{4,}"];

/** @param random - from 0 up to 1 */
export function makeUp(random: () => number): MadeUp {
  const below = (n: number) => Math.floor(random() * n);
  const pick = (list: readonly string[]) => list[below(list.length)] as string;
  const pattern = (depth: number): string => {
    if (depth === 0) return below(5) === 0 ? pick(POSITIONS) : pick(ATOMS);
    switch (below(6)) {
      case 0:
        return pattern(depth - 1) + pattern(depth - 1);
      case 1:
        return `(${pattern(depth - 1)}|${pattern(depth - 1)})`;
      case 2:
        return `(${pattern(depth - 1)})${pick(REPEATS)}`;
      case 3:
        return `(?:${pattern(depth - 1)})${pick(REPEATS)}`;
      case 4:
        return `${pattern(depth - 1)}${pick(ATOMS)}{${below(20)},${20 + below(40)}}${pattern(0)}`;
      default:
        return `(?:${pattern(depth - 1)}|${pattern(0)})+`;
    }
  };
  const text = (length: number) => {
    let made = "";
    while (made.length < length) made += pick(LETTERS);
    return made.slice(0, length);
  };
  return {
    pattern,
    text,
    almost: (length) => {
      const piece = text(1 + below(6));
      return (piece.repeat(Math.ceil(length / piece.length)) + text(3)).slice(-length);
    },
  };
}
