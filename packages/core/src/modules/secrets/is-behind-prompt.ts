import type { Match } from "./matcher.ts";

/** Behind what a program asks with, when the line ends there. */
const ASKED = /^(?:[^\n]{0,120}(?<![A-Za-z0-9]))?(?:password|passphrase|passwort|pin)(?: (?:for|of) [^\n]{1,120})?: {0,2}$/i;
/** What only programs write before the name, or behind it. */
const BY_PROGRAM =
  /^\[sudo\] |^(?:enter|re-?type|repeat|verify|confirm|new|current|\(current\)) |[\w.-]'s password: {0,2}$| (?:for|of) [^\n]{1,120}: {0,2}$/i;
/** A line that begins as a shell asks for a command. */
const SHELL =
  /(?:^|\n)(?:[$%❯] |(?:\([\w.-]{1,40}\) )?\[?[\w.-]{1,40}@[\w.-]{1,60}[:~ ][^\n]{0,80}[$#%] |PS [A-Z]:\\[^\n]{0,120}> |[A-Z]:\\[^\n>]{0,120}>)/;
const AROUND = 1_000;

/**
 * Whether a value stands on the line behind one that asks for a password in a terminal. Nothing that is typed there is shown:
 * what follows is what the program says next.
 */
export function isBehindPrompt(text: string, { from, start }: Match): boolean {
  const lineEnd = text.indexOf("\n", from);
  if (lineEnd < 0 || lineEnd >= start) return false;
  const line = text.slice(Math.max(text.lastIndexOf("\n", from) + 1, lineEnd - 300), lineEnd).replace(/\r$/, "");
  if (!ASKED.test(line)) return false;
  return BY_PROGRAM.test(line) || (/^\S/.test(line) && SHELL.test(text.slice(Math.max(0, from - AROUND), start + AROUND)));
}
