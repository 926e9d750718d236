import { PATTERNS } from "./patterns.ts";
import type { PiiFinding } from "./types.ts";

const MAX_LOCAL = 64;

/** Finds email addresses. */
export function findEmails(text: string): PiiFinding[] {
  const hits: PiiFinding[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const wide = findWide(text, at);
    if (wide !== undefined) hits.push(wide);
    PATTERNS.mailDomain.lastIndex = at + 1;
    const domain = PATTERNS.mailDomain.exec(text)?.[0].replace(/[.-]+$/, "");
    if (domain === undefined || !PATTERNS.topLevelDomain.test(domain) || PATTERNS.fileName.test(domain)) continue;
    const start = startOfLocal(text, at);
    const local = text.slice(start, at);
    // `git@host:path` and `@scope` name no person.
    if (local === "" || local.startsWith(".") || (local === "git" && text[at + 1 + domain.length] === ":")) continue;
    if (isUserOfHost(text, start, at + 1 + domain.length)) continue;
    hits.push({ type: "email", start, end: at + 1 + domain.length, confidence: 0.98 });
  }
  return hits;
}

/** The part of a URL before the user, with the user's name when a password follows it. */
const BEFORE_USER = /:\/\/(?:[^\s/?#@:"'<>]{0,64}:)?[^\s/?#@"'<>]{0,64}$/;

/** Returns true for the user and host of a URL, `https://user@host`, and of a path on a host, `user@host:/path`, which name no mailbox. */
function isUserOfHost(text: string, start: number, end: number): boolean {
  if (text[end] === ":" && (text[end + 1] === "/" || text[end + 1] === "~")) return true;
  return BEFORE_USER.test(text.slice(Math.max(0, start - 160), start));
}

function startOfLocal(text: string, at: number): number {
  if (text[at - 1] === '"') {
    const [quoted] = PATTERNS.quotedLocalPart.exec(text.slice(Math.max(0, at - MAX_LOCAL - 8), at)) ?? [];
    return at - (quoted?.length ?? 0);
  }
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL && PATTERNS.localPartChar.test(text[start - 1] as string)) start--;
  while (start < at && /['.%-]/.test(text[start] as string)) start++;
  return start;
}

function findWide(text: string, at: number): PiiFinding | undefined {
  if (text.charCodeAt(at + 1) < 0x370) return undefined;
  PATTERNS.wideDomain.lastIndex = at + 1;
  const domain = PATTERNS.wideDomain.exec(text)?.[0];
  const local = PATTERNS.wideLocalPart.exec(text.slice(Math.max(0, at - MAX_LOCAL), at))?.[0];
  if (domain === undefined || local === undefined) return undefined;
  return { type: "email", start: at - local.length, end: at + 1 + domain.length, confidence: 0.9 };
}
