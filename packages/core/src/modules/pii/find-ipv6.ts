import type { PiiHit } from "./types.ts";

const CANDIDATE = /(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:|::)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:.]*[\w:])/g;

/** IPv6 addresses, not times, and not names of code such as `a::b`. */
export function findIpv6(text: string): PiiHit[] {
  const hits: PiiHit[] = [];
  for (const { 0: written, index: start } of text.matchAll(CANDIDATE)) {
    const address = written.replace(/:$/, "");
    if (isAddress(written) || (written !== address && isAddress(address)))
      hits.push({ type: "ip_address", start, end: start + (isAddress(written) ? written : address).length, confidence: 0.85 });
  }
  return hits;
}

function isAddress(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || text.includes(":::")) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(group))) return false;
  if (halves.length === 1) return groups.length === 8;
  // Not ::1, ::, and not what merely looks short and hexadecimal.
  return (
    groups.length >= 2 && groups.length <= 7 && /\d/.test(text) && (groups.length >= 3 || /^(?:2[0-9a-f]{3}|f[cde][0-9a-f]{2})/i.test(text))
  );
}
