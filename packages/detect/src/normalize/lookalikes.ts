/** Letters of other scripts that look like ASCII letters, as pairs. */
const PAIRS =
  "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYаaсcеeоoрpхxуyѕsіiјjһhԁdԛqԝwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvκkιiαaρpıiɡgʟLᴀAᴋKℎh‐-‑-‒-–-—-−-﹣-";
const LOOKALIKES = new Map<number, string>();
for (let i = 0; i < PAIRS.length; i += 2) LOOKALIKES.set(PAIRS.charCodeAt(i), PAIRS[i + 1] as string);

/** Inclusive ranges of characters that are not displayed. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

/** Disguises of a UTF-16 unit: none, invisible, or a lookalike of an ASCII character. */
export const Disguise = { None: 0, Invisible: 1, Lookalike: 2 } as const;
const HIGH_SURROGATE_OF_MATHEMATICAL = 0xd835;
const DISGUISES = Uint8Array.from({ length: 0x10000 }, (_, code) => {
  if (code < 128) return Disguise.None;
  if (INVISIBLE.some(([first, last]) => code >= first && code <= last)) return Disguise.Invisible;
  return LOOKALIKES.has(code) || isFullWidth(code) || code === HIGH_SURROGATE_OF_MATHEMATICAL ? Disguise.Lookalike : Disguise.None;
});

export const disguiseOf = (code: number): number => DISGUISES[code] as number;

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
