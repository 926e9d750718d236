/** The prefixes of our ids on the wire. */
export const ID_PREFIXES = ["org", "usr", "agt", "key", "pol", "pv", "apr", "act", "evt", "del", "run", "ses", "grp", "gra", "prm", "whk", "cor"] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGIT = new Map([...ALPHABET].map((char, value) => [char, BigInt(value)]));

/** `evt` + UUID → `evt_01h455vb4pex5vsknk084sn02q` (TypeID 0.3: 128 bits as 26 characters of Crockford base32). */
export function encodeId(prefix: IdPrefix, uuid: string): string {
  const hex = uuid.replaceAll("-", "");
  const high = Number.parseInt(hex.slice(0, 8), 16);
  const words = [high, Number.parseInt(hex.slice(8, 16), 16), Number.parseInt(hex.slice(16, 24), 16), Number.parseInt(hex.slice(24), 16)];
  let text = "";
  for (let position = 25; position >= 0; position--) text += ALPHABET[fiveBits(words, position * 5)];
  return `${prefix}_${text}`;
}

/** Five bits of a 128-bit number given as four big-endian words, counted from its low end. */
function fiveBits(words: number[], offset: number): number {
  const index = 3 - (offset >>> 5);
  const shift = offset & 31;
  const low = (words[index] as number) >>> shift;
  const high = shift > 27 && index > 0 ? (words[index - 1] as number) << (32 - shift) : 0;
  return (low | high) & 31;
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
