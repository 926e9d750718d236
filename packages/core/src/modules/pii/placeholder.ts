import type { PiiType } from "@agentlattice/detect";

/**
 * Placeholders that can be turned back: `<<EMAIL:9f2c41d07be3a586>>`. The digits are a keyed hash of the session and the value, so
 * nobody can guess one, and the same value has the same one within a session. What a user typed and looks like one is marked
 * with a tilde, `<<~EMAIL:…>>`, and stays what it is when placeholders are turned back.
 */
const SHAPE = /<<(~*)([A-Z_]{2,20}:[0-9a-f]{8,64})>>/g;

/** Whether a text holds something that looks like a placeholder. */
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

/** Ways of writing that mean the same have the same placeholder. */
function normalize(type: PiiType, value: string): string {
  if (type === "email" || type === "address") return value.trim().toLowerCase();
  return value.replace(/[^0-9A-Za-z+]/g, "").toUpperCase();
}

/** Puts values back for the placeholders that are known, and takes a tilde from every look-alike. */
export function restorePlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(SHAPE, (whole, tildes: string, body: string) =>
    tildes === "" ? (values.get(whole) ?? whole) : `<<${tildes.slice(1)}${body}>>`,
  );
}
