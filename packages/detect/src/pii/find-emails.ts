import type { PiiFinding } from "./types.ts";

const LOCAL = /[A-Za-z0-9._%+'\-\u00c0-\u024f]/;
const DOMAIN = /[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f-]{0,62})(?:\.[A-Za-z0-9\u00c0-\u024f-]{1,63}){1,8}/y;
const TOP_LEVEL = /\.(?:[A-Za-z\u00c0-\u024f]{2,24}|xn--[a-z0-9-]{2,40})$/;
/** Matches addresses in scripts without blanks between words; tried only in texts without Latin letters. */
const WIDE_DOMAIN = /(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}]{2,24}/uy;
const WIDE_LOCAL = /[\p{L}\p{N}._%+-]{1,64}$/u;
/** Matches endings of file names and systemd units that look like domains. */
const FILE =
  /\.(?:png|jpe?g|gif|svg|webp|ico|css|s[ac]ss|less|m?[jt]sx?|c[jt]s|json|md|html?|map|py|rb|go|rs|java|kt|lock|tgz|zip|gz|ya?ml|toml|txt|local|internal|test|invalid|localhost|service|socket|timer|mount|automount|swap|target|path|scope|slice|device)$/i;
const MAX_LOCAL = 64;
/** Matches an address with a quoted local part: `"Ana Diaz"@acme.org`. */
const QUOTED_LOCAL = /\\{0,3}"[A-Za-z0-9 .!#$%&'*+/=?^_{|}~\u00c0-\u024f-]{1,64}\\{0,3}"$/;

/** Finds e-mail addresses. */
export function findEmails(text: string): PiiFinding[] {
  const hits: PiiFinding[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const wide = findWide(text, at);
    if (wide !== undefined) hits.push(wide);
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text)?.[0].replace(/[.-]+$/, "");
    if (domain === undefined || !TOP_LEVEL.test(domain) || FILE.test(domain)) continue;
    const start = startOfLocal(text, at);
    const local = text.slice(start, at);
    // `git@host:path` and `@scope` name no person.
    if (local === "" || local.startsWith(".") || (local === "git" && text[at + 1 + domain.length] === ":")) continue;
    hits.push({ type: "email", start, end: at + 1 + domain.length, confidence: 0.98 });
  }
  return hits;
}

function startOfLocal(text: string, at: number): number {
  if (text[at - 1] === '"') {
    const [quoted] = QUOTED_LOCAL.exec(text.slice(Math.max(0, at - MAX_LOCAL - 8), at)) ?? [];
    return at - (quoted?.length ?? 0);
  }
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL && LOCAL.test(text[start - 1] as string)) start--;
  while (start < at && /['.%-]/.test(text[start] as string)) start++;
  return start;
}

function findWide(text: string, at: number): PiiFinding | undefined {
  if (text.charCodeAt(at + 1) < 0x370) return undefined;
  WIDE_DOMAIN.lastIndex = at + 1;
  const domain = WIDE_DOMAIN.exec(text)?.[0];
  const local = WIDE_LOCAL.exec(text.slice(Math.max(0, at - MAX_LOCAL), at))?.[0];
  if (domain === undefined || local === undefined) return undefined;
  return { type: "email", start: at - local.length, end: at + 1 + domain.length, confidence: 0.9 };
}
