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

/** Where the 32 hex digits of a UUID stand in its text. */
const DIGIT_AT = [...Array(36).keys()].filter((at) => at !== 8 && at !== 13 && at !== 18 && at !== 23);
const HEX_VALUE = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** `evt` + UUID → `evt_01h455vb4pex5vsknk084sn02q` (TypeID 0.3: 128 bits as 26 characters of Crockford base32). */
export function encodeId(prefix: IdPrefix, uuid: string): string {
  // 130 bits from two leading zeros: the first two hex digits are a pair of characters, every five after them two pairs.
  let text = `${prefix}_${PAIRS[bitsOf(uuid, 0, 2)]}`;
  for (let digit = 2; digit < 32; digit += 5) {
    const bits = bitsOf(uuid, digit, digit + 5);
    text += `${PAIRS[bits >>> 10]}${PAIRS[bits & 1023]}`;
  }
  return text;
}

function bitsOf(uuid: string, from: number, to: number): number {
  let bits = 0;
  for (let digit = from; digit < to; digit++) bits = (bits << 4) | (HEX_VALUE[uuid.charCodeAt(DIGIT_AT[digit] as number)] as number);
  return bits;
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
