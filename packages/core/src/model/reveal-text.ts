/** A run of ordinary text, or one hidden character: one that a reader cannot see or that reorders what they see. `at` is its position. */
export type TextPart = { readonly at: number } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hidden"; readonly code: string }
);

// Controls, formats (bidi, zero width), private use, lone surrogates, line and paragraph separators, everything Unicode
// calls ignorable, blanks that are not the space, and letters that are drawn empty. Newline and tab are left alone.
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** Splits text that an agent or a caller wrote so that nothing in it is invisible. */
export function revealText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parts.push({ at: from, kind: "text", text: text.slice(from, match.index) });
    parts.push({ at: match.index, kind: "hidden", code: codeOf(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ at: from, kind: "text", text: text.slice(from) });
  return parts;
}

/** Returns the revealed text as one string, for attributes and announcements. */
export function revealInline(text: string): string {
  return revealText(text)
    .map((part) => (part.kind === "text" ? part.text : `[${part.code}]`))
    .join("");
}

function codeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
