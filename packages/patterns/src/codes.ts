import type { Memory } from "./memory.ts";

/** A part of a text as UTF-16 units. Positions count from the start of the text. A pattern does not see anything outside the part. */
export interface Stretch {
  readonly codes: Uint16Array;
  readonly from: number;
  readonly to: number;
  readonly memory: Memory;
}

/** Returns true for a position between the two halves of a surrogate pair. */
export function isSecondHalf({ codes: units, from }: Stretch, at: number): boolean {
  return at > from && ((units[at] as number) & 0xfc00) === 0xdc00 && ((units[at - 1] as number) & 0xfc00) === 0xd800;
}

/** Returns the code point at a position. */
export function runeAt({ codes: units, to }: Stretch, at: number): number {
  const high = units[at] as number;
  if ((high & 0xfc00) !== 0xd800 || at + 1 >= to) return high;
  const low = units[at + 1] as number;
  return (low & 0xfc00) === 0xdc00 ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : high;
}
