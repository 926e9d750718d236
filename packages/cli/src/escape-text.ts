const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Co}]/gu;

/**
 * Text from a file or a server made safe to print: control characters (which steer terminals), bidirectional marks and
 * zero-width characters (which make text look like other text) become `\u{…}`.
 */
export function escapeText(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
