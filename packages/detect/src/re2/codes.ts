/** A stretch of a text as UTF-16 units; positions count from where the text begins. What lies outside does not exist for a pattern. */
export interface Stretch {
  readonly codes: Uint16Array;
  readonly from: number;
  readonly to: number;
}

const KEPT = 1 << 20;
let codes = new Uint16Array(1 << 12);
let text = "";

/** The units of a text. Many patterns look at the same one: it is copied out once. They hold until the next text is asked for. */
export function codesOf(wanted: string): Uint16Array {
  if (wanted === text) return codes;
  if (codes.length < wanted.length || codes.length > KEPT) codes = new Uint16Array(Math.max(1 << 12, Math.ceil(wanted.length * 1.5)));
  for (let i = 0; i < wanted.length; i++) codes[i] = wanted.charCodeAt(i);
  text = wanted.length <= KEPT ? wanted : "";
  return codes;
}

/** Whether what stands at a position is the second half of a character that begins before it. */
export function isSecondHalf({ codes: units, from }: Stretch, at: number): boolean {
  return at > from && ((units[at] as number) & 0xfc00) === 0xdc00 && ((units[at - 1] as number) & 0xfc00) === 0xd800;
}

/** The character that begins at a position. */
export function runeAt({ codes: units, to }: Stretch, at: number): number {
  const high = units[at] as number;
  if ((high & 0xfc00) !== 0xd800 || at + 1 >= to) return high;
  const low = units[at + 1] as number;
  return (low & 0xfc00) === 0xdc00 ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : high;
}
