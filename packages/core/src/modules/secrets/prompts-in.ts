import { firstIndex } from "../../text/first-index.ts";
import type { Match } from "./matcher.ts";

/** Behind what a program asks with, when the line ends there. */
const ASKED = /^(?:[^\n]{0,120}(?<![A-Za-z0-9]))?(?:password|passphrase|passwort|pin)(?: (?:for|of) [^\n]{1,120})?: {0,2}$/i;
/** What only programs write before the name, or behind it. */
const BY_PROGRAM =
  /^\[sudo\] |^(?:enter|re-?type|repeat|verify|confirm|new|current|\(current\)) |[\w.-]'s password: {0,2}$| (?:for|of) [^\n]{1,120}: {0,2}$/i;
/** A line that begins as a shell asks for a command. */
const SHELL =
  /(?:^|\n)(?:[$%❯] |(?:\([\w.-]{1,40}\) )?\[?[\w.-]{1,40}@[\w.-]{1,60}[:~ ][^\n]{0,80}[$#%] |PS [A-Z]:\\[^\n]{0,120}> |[A-Z]:\\[^\n>]{0,120}>)/g;
const AROUND = 1_000;
const LONGEST_LINE = 300;

/**
 * Tells of the values in a text whether they stand on the line behind one that asks for a password in a terminal. Nothing that is typed
 * there is shown: what follows is what the program says next. Lines of a shell are looked for once, when the first value asks.
 */
export function promptsIn(text: string): (match: Match) => boolean {
  let shells: readonly number[] | undefined;
  const isInShell = (from: number, to: number) => {
    shells ??= Array.from(text.matchAll(SHELL), ({ index }) => index);
    const at = shells[firstIndex(shells, (shell) => shell >= from)];
    return at !== undefined && at < to;
  };
  return (match) => isBehindPrompt(text, match, isInShell);
}

function isBehindPrompt(text: string, { from, start }: Match, isInShell: (from: number, to: number) => boolean): boolean {
  const between = text.slice(from, start).indexOf("\n");
  if (between < 0) return false;
  const lineEnd = from + between;
  // Only so much of the text is looked at: it may be one line of a megabyte.
  const before = text.slice(Math.max(0, lineEnd - LONGEST_LINE), lineEnd);
  const line = before.slice(before.lastIndexOf("\n") + 1).replace(/\r$/, "");
  if (!ASKED.test(line)) return false;
  return BY_PROGRAM.test(line) || (/^\S/.test(line) && isInShell(from - AROUND, start + AROUND));
}
