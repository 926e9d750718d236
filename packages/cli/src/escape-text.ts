const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Co}]/gu;

/**
 * Makes text from a file or a server safe to print. Control characters (which steer terminals), bidirectional marks and zero-width
 * characters (which make text look like other text) become `\u{…}`.
 */
export function escapeText(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
