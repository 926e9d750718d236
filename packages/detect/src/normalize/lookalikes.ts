import RULES from "../rules/lookalikes.json" with { type: "json" };

/** ASCII characters by the code of a letter of another script that looks like them. */
const LOOKALIKES = new Map(Array.from(RULES.pairs.matchAll(/(.)(.)/g), ([, letter = "", ascii = ""]) => [letter.charCodeAt(0), ascii]));
/** First and last of each range of characters that are not displayed. */
const INVISIBLE = RULES.invisible.map((range) => range.map((digits) => Number.parseInt(digits, 16)) as [number, number]);

/** Disguises of a UTF-16 unit: none, invisible, or a lookalike of an ASCII character. */
export const Disguise = { None: 0, Invisible: 1, Lookalike: 2 } as const;
const HIGH_SURROGATE_OF_MATHEMATICAL = 0xd835;
const DISGUISES = Uint8Array.from({ length: 0x10000 }, (_, code) => {
  if (code < 128) return Disguise.None;
  if (INVISIBLE.some(([first, last]) => code >= first && code <= last)) return Disguise.Invisible;
  return LOOKALIKES.has(code) || isFullWidth(code) || code === HIGH_SURROGATE_OF_MATHEMATICAL ? Disguise.Lookalike : Disguise.None;
});

export const disguiseOf = (code: number): number => DISGUISES[code] as number;

/** Returns the ASCII character that a letter of another script looks like, in the letter's own case or as a capital. */
export function lookalikeOf(letter: string): string | undefined {
  const capital = letter.toUpperCase();
  return LOOKALIKES.get(letter.charCodeAt(0)) ?? (capital.length === 1 ? LOOKALIKES.get(capital.charCodeAt(0)) : undefined);
}

export function isFullWidth(code: number): boolean {
  return code >= 0xff01 && code <= 0xff5e;
}

/** Returns the ASCII reading of a character (empty for an invisible one) and its length in UTF-16 units. */
export function plainChar(text: string, at: number): { readonly text: string; readonly length: number } {
  const code = text.charCodeAt(at);
  const known = LOOKALIKES.get(code);
  if (known !== undefined) return { text: known, length: 1 };
  if (DISGUISES[code] === Disguise.Invisible) return { text: "", length: 1 };
  const length = code >= 0xd800 && code < 0xdc00 ? 2 : 1;
  const char = text.slice(at, at + length);
  const normal = char.normalize("NFKC");
  return { text: normal.length === 1 && normal < "\u0080" ? normal : char, length };
}
