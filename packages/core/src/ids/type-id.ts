/** The prefixes of ids on the wire. */
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
  "prv",
  "psk",
  "hlt",
  "cli",
  "drl",
  "flt",
  "whk",
  "psb",
  "dlv",
  "msg",
  "inv",
  "cor",
  "rsv",
  "aik",
  "ano",
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const UNDERSCORE = 0x5f;
const NOT_A_DIGIT = 2 ** 20;
const DIGIT: (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code));
  return value < 0 ? undefined : value;
});

const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET.charAt(bits >>> 5)}${ALPHABET.charAt(bits & 31)}`);

/** The positions of the 32 hex digits in a UUID. */
const DIGIT_AT = [...Array(36).keys()].filter((at) => at !== 8 && at !== 13 && at !== 18 && at !== 23);
const HEX_VALUE = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** Encodes a UUID as `evt_01h455vb4pex5vsknk084sn02q` (TypeID 0.3: 128 bits as 26 characters of Crockford base32). */
export function encodeId(prefix: IdPrefix, uuid: string): string {
  // The 128 bits are padded with two zeros: the first two hex digits give one pair of characters, every five after them two pairs.
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

/** Returns the UUID inside an id, or null when the text is not an id with this prefix. */
export function decodeId(prefix: IdPrefix, id: string): string | null {
  const at = prefix.length + 1;
  if (id.length !== at + 26 || !id.startsWith(prefix) || id.charCodeAt(prefix.length) !== UNDERSCORE) return null;
  const first = fiveBits(id, at) * 32 + fiveBits(id, at + 1);
  if (first > 0xff) return null;
  let hex = first.toString(16).padStart(2, "0");
  // Four characters are twenty bits, which are five hex digits.
  for (let group = at + 2; group < id.length; group += 4) {
    let bits = 0;
    for (let i = group; i < group + 4; i++) bits = bits * 32 + fiveBits(id, i);
    if (bits >= NOT_A_DIGIT) return null;
    hex += (bits + 0x100000).toString(16).slice(1);
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Returns the value of a character. For an invalid one it is large enough to make the result out of range. */
function fiveBits(id: string, at: number): number {
  return DIGIT[id.charCodeAt(at)] ?? NOT_A_DIGIT;
}
