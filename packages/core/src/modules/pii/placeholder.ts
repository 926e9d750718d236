import type { PiiType } from "@agentlattice/detect";

/**
 * Matches reversible placeholders: `<<EMAIL:9f2c41d07be3a586>>`. The digits are a keyed hash of the session and the value, so they
 * cannot be guessed, and the same value has the same placeholder within a session. User input of this form is escaped with a tilde,
 * `<<~EMAIL:…>>`, and restored unchanged.
 */
const SHAPE = /<<(~*)([A-Z_]{2,20}:[0-9a-f]{8,64})>>/g;

/** Finds input that looks like a placeholder, with its escaped form. */
export function lookAlikes(text: string): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  if (!text.includes("<<")) return [];
  return Array.from(text.matchAll(SHAPE), ({ 0: whole, 1: tildes, 2: body, index }) => ({
    start: index,
    end: index + whole.length,
    text: `<<~${tildes}${body}>>`,
  }));
}

/** @param fingerprint keyed; eight or more hexadecimal digits */
export function placeholderFor(type: PiiType, value: string, session: string, fingerprint: (text: string) => string): string {
  return `<<${type.toUpperCase()}:${fingerprint(`pii-placeholder\0${session}\0${type}\0${normalize(type, value)}`)}>>`;
}

/** Normalises a value, so that spellings of the same value have the same placeholder. */
function normalize(type: PiiType, value: string): string {
  if (type === "email" || type === "address") return value.trim().toLowerCase();
  return value.replace(/[^0-9A-Za-z+]/g, "").toUpperCase();
}

/** Replaces known placeholders with their values and removes the escape of look-alikes. */
export function restorePlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(SHAPE, (whole, tildes: string, body: string) =>
    tildes === "" ? (values.get(whole) ?? whole) : `<<${tildes.slice(1)}${body}>>`,
  );
}
