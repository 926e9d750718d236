import ipaddr from "ipaddr.js";
import type { NamedSpans } from "./named-spans/named-spans.ts";
import { PATTERNS } from "./patterns.ts";
import type { PiiFinding } from "./types.ts";

/** Finds IPv4 and IPv6 addresses, but not versions, section numbers, times or C++ names such as `a::b`. */
export function findIpAddresses(text: string, { whole }: NamedSpans): PiiFinding[] {
  const found: PiiFinding[] = [];
  if (text.includes(".") && whole !== "version")
    for (const { 0: written, index: start } of text.matchAll(PATTERNS.ipv4)) {
      if (!ipaddr.IPv4.isValidFourPartDecimal(written) || PATTERNS.impersonalIp.test(written)) continue;
      const before = text.slice(Math.max(0, start - 24), start);
      if (PATTERNS.beforeVersion.test(before) || isSection(text, start, written)) continue;
      const isLikelyVersion = looksLikeVersion(written) && !PATTERNS.beforeIp.test(before) && whole !== "ip_address";
      found.push({ type: "ip_address", start, end: start + written.length, confidence: isLikelyVersion ? 0.5 : 0.8 });
    }
  if (text.includes(":"))
    for (const { 0: written, index: start } of text.matchAll(PATTERNS.ipv6)) {
      const address = isPersonalIpv6(written) ? written : written.replace(/:$/, "");
      if (isPersonalIpv6(address)) found.push({ type: "ip_address", start, end: start + address.length, confidence: 0.85 });
    }
  return found;
}

/** Four small numbers, such as 1.12.3.4. Networks in 10/8 and repeated numbers such as 8.8.8.8 are usual addresses. */
function looksLikeVersion(written: string): boolean {
  const parts = written.split(".").map(Number);
  return parts.every((part) => part <= 31) && parts[0] !== 10 && new Set(parts).size > 1;
}

/** A section number before a title (`4.1.1.1 Requirements`) or after the name of a standard. */
function isSection(text: string, start: number, written: string): boolean {
  if (!/^(?!10\.)\d{1,2}(?:\.\d{1,2}){3}$/.test(written)) return false;
  return /(?:^|\n)[ \t#]{0,8}$/.test(text.slice(Math.max(0, start - 9), start))
    ? /^ [A-Z][a-z]/.test(text.slice(start + written.length, start + written.length + 4))
    : /(?:RFC|ISO|IEC|DIN|EN|§)[ -]?\d{0,6} $/.test(text.slice(Math.max(0, start - 14), start));
}

/** Excludes `::1`, `::` and texts that only happen to be short and hexadecimal. */
function isPersonalIpv6(written: string): boolean {
  const groups = written.split(":").filter((group) => group !== "");
  const isLikely = written.includes("::")
    ? groups.length >= 2 && /\d/.test(written) && (groups.length >= 3 || /^(?:2[0-9a-f]{3}|f[cde][0-9a-f]{2})/i.test(written))
    : groups.length === 8;
  // The parser throws for each invalid address, which takes longer than all other tests.
  return isLikely && ipaddr.IPv6.isValid(written);
}
