import ipaddr from "ipaddr.js";
import type { NamedSpans } from "./named-spans/named-spans.ts";
import type { PiiFinding } from "./types.ts";

const IPV4 = /(?<![\w.+-])\d{1,3}(?:\.\d{1,3}){3}(?![\w+]|\.\d|-\w)/g;
const IPV6 = /(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:|::)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:.]*[\w:])/g;
/** Addresses that identify no device: loopback, unspecified, link-local, masks and networks. */
const IMPERSONAL = /^(?:0\.|127\.|169\.254\.|255\.255\.|\d+\.0\.0\.0$)/;
/** A word before four dotted numbers that makes them a version or a section. */
const VERSION_BEFORE =
  /(?:\bv|version|release|build|\brev|@|==|>=|~=|\^|section|chapter|clause|oid)["':=( ]{0,4}$|[A-Za-z]\.[A-Za-z]{2,20} $|(?<=[A-Za-z])(?<!host|addr|address|server|ip)\/$/i;
const ADDRESS_BEFORE = /(?:\bip|addr|address|host|server|client|from|via|peer|remote|ping|gateway|dns|to)\w{0,8}["' :=([]{1,6}$|\/\/$|@$/i;

/** Finds IPv4 and IPv6 addresses, but not versions, section numbers, times or C++ names such as `a::b`. */
export function findIpAddresses(text: string, { whole }: NamedSpans): PiiFinding[] {
  const found: PiiFinding[] = [];
  if (text.includes(".") && whole !== "version")
    for (const { 0: written, index: start } of text.matchAll(IPV4)) {
      if (!ipaddr.IPv4.isValidFourPartDecimal(written) || IMPERSONAL.test(written)) continue;
      const before = text.slice(Math.max(0, start - 24), start);
      if (VERSION_BEFORE.test(before) || isSection(text, start, written)) continue;
      const isLikelyVersion = looksLikeVersion(written) && !ADDRESS_BEFORE.test(before) && whole !== "ip_address";
      found.push({ type: "ip_address", start, end: start + written.length, confidence: isLikelyVersion ? 0.5 : 0.8 });
    }
  if (text.includes(":"))
    for (const { 0: written, index: start } of text.matchAll(IPV6)) {
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
