/** Text that is already escaped, or part of a template. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | readonly Markup[] | string | number | null;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Control characters, and characters without a width or that change the direction of text. A line break stays. */
const INVISIBLE = /[^\n\P{Cc}]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/**
 * Builds markup from a template. INVARIANT: every value that is not `Markup` is escaped, so text of an organisation or agent never becomes
 * markup.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: strings.map((text, at) => text + (at < values.length ? render(values[at] ?? null) : "")).join("") };
}

function render(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number")
    return String(value)
      .replace(INVISIBLE, "\ufffd")
      .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}
