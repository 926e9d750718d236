import type { Finding } from "../results.ts";
import type { JsonValue } from "../transport/json.ts";

/** Matches a placeholder, or with tildes a text of the user that looks like one. */
const SHAPE = /<<(~*)([A-Z_]{2,20}:[0-9a-f]{8,64})>>/g;
const PLACEHOLDER = /<<[A-Z_]{2,20}:[0-9a-f]{8,64}>>/y;
const REDACTED = /\[REDACTED:[^\]]{1,128}\]/y;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

type PlaceholderValue = [placeholder: string, value: string];

/** Replaces known placeholders by their values, and removes one tilde from every look-alike. */
export function restorePlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(SHAPE, (whole, tildes: string, body: string) =>
    tildes === "" ? (values.get(whole) ?? whole) : `<<${tildes.slice(1)}${body}>>`,
  );
}

/**
 * Returns the values of the placeholders in a field, from what was sent and the positions of the findings.
 * @param path of the field on the wire, as findings name it
 */
export function findPlaceholders(
  path: string,
  sent: JsonValue | undefined,
  effective: JsonValue,
  findings: readonly Finding[],
): PlaceholderValue[] {
  if (typeof effective === "string") {
    const here = findings.filter((found) => found.part === "value" && found.path === path);
    return typeof sent === "string" || typeof sent === "number" ? align(String(sent), effective, here) : [];
  }
  if (Array.isArray(effective))
    return effective.flatMap((item, i) => findPlaceholders(`${path}[${i}]`, Array.isArray(sent) ? sent[i] : undefined, item, findings));
  if (typeof effective !== "object" || effective === null || typeof sent !== "object" || sent === null || Array.isArray(sent)) return [];
  return Object.entries(effective).flatMap(([name, value]) => {
    // A redacted name cannot be matched, nor can the values below it.
    if (!Object.hasOwn(sent, name)) return [];
    const below = PLAIN_NAME.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
    return findPlaceholders(below, sent[name], value, findings);
  });
}

/**
 * Aligns both texts: outside of findings they are equal. INVARIANT: an uncertain match is left out, so that a wrong value is never
 * restored.
 */
function align(sent: string, effective: string, findings: readonly Finding[]): PlaceholderValue[] {
  const known: PlaceholderValue[] = [];
  let from = 0;
  let at = 0;
  for (const span of spansOf(findings)) {
    const literal = sent.slice(from, span.start);
    const shown = effective.startsWith(literal, at) ? literal : escapeLookAlikes(literal);
    if (!effective.startsWith(shown, at)) return known;
    at += shown.length;
    const placeholder = matchAt(PLACEHOLDER, effective, at);
    const replacement = placeholder ?? matchAt(REDACTED, effective, at);
    if (replacement === null) return known;
    if (placeholder !== null && span.whole) known.push([placeholder, sent.slice(span.start, span.end)]);
    at += replacement.length;
    from = span.end;
  }
  return known;
}

interface Span {
  start: number;
  end: number;
  /** True for a single finding, or for several with the same span. */
  whole: boolean;
}

/** Merges overlapping findings, because they were replaced together. */
function spansOf(findings: readonly Finding[]): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = spans.at(-1);
    if (!last || start >= last.end) spans.push({ start, end, whole: true });
    else if (start !== last.start || end !== last.end) {
      last.end = Math.max(last.end, end);
      last.whole = false;
    }
  }
  return spans;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function escapeLookAlikes(text: string): string {
  return text.replace(SHAPE, (_, tildes: string, body: string) => `<<~${tildes}${body}>>`);
}
