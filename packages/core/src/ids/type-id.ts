/** The prefixes of our ids on the wire. */
export const ID_PREFIXES = [
  "org",
  "usr",
  "agt",
  "key",
  "pol",
  "pv",
  "apr",
  "act",
  "evt",
  "del",
  "run",
  "ses",
  "grp",
  "gra",
  "prm",
  "whk",
  "cor",
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGIT = new Map([...ALPHABET].map((char, value) => [char, BigInt(value)]));

const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET.charAt(bits >>> 5)}${ALPHABET.charAt(bits & 31)}`);

/** `evt` + UUID → `evt_01h455vb4pex5vsknk084sn02q` (TypeID 0.3: 128 bits as 26 characters of Crockford base32). */
export function encodeId(prefix: IdPrefix, uuid: string): string {
  const hex = uuid.length === 36 ? uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24) : uuid;
  // 130 bits from two leading zeros: 10 + 4 × 30, each half a pair of characters per 10 bits.
  let text = PAIRS[Number.parseInt(hex.slice(0, 2), 16)] as string;
  for (let group = 0; group < 4; group++) text += thirtyBits(hex, 8 + group * 30);
  return `${prefix}_${text}`;
}

/** Thirty bits of a hex number from a bit offset, as six characters. */
function thirtyBits(hex: string, offset: number): string {
  const from = offset >>> 2;
  const bits = Math.floor(Number.parseInt(hex.slice(from, from + 8), 16) / 2 ** (2 - (offset & 3))) % 2 ** 30;
  return `${PAIRS[bits >>> 20]}${PAIRS[(bits >>> 10) & 1023]}${PAIRS[bits & 1023]}`;
}

/** The UUID inside an id, or `null` when the text is not an id with this prefix. */
export function decodeId(prefix: IdPrefix, id: string): string | null {
  if (!id.startsWith(`${prefix}_`) || id.length !== prefix.length + 27) return null;
  let value = 0n;
  for (const char of id.slice(prefix.length + 1)) {
    const digit = DIGIT.get(char);
    if (digit === undefined) return null;
    value = (value << 5n) | digit;
  }
  if (value >> 128n) return null;
  const hex = value.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
