import { type FieldRef, readField } from "../conditions/fields.ts";
import { readValue } from "../conditions/read-value.ts";
import type { Facts } from "../model/facts.ts";
import { revealInline } from "../model/reveal-text.ts";

/** The formats of a value: `count` groups thousands, `money` also has two decimals, `plain` keeps the value as sent. */
const FORMATS = ["count", "money", "plain"] as const;
type Format = (typeof FORMATS)[number];

type Part = string | { readonly field: FieldRef; readonly format: Format };

/** A parsed `spec.approval.summary`. */
export type SummaryTemplate = readonly Part[];

/** Maximum length of a summary in UTF-16 code units. */
const MAX_SUMMARY = 256;
const MAX_VALUE = 120;
const MAX_FIELDS = 16;
const MISSING = "–";
const WITHHELD = "(private)";

/** Last words of field names that identify something. Their numbers are not grouped. */
const IDENTIFIERS = new Set("account build code id invoice issue job key no number order port pr ref run ticket version year".split(" "));
/** Last words of field names that hold amounts of money. */
const AMOUNTS = new Set("amount balance cost eur fee gbp price usd".split(" "));

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/** An error in a template. */
export interface TemplateIssue {
  readonly message: string;
  readonly suggestion?: string;
}

/** Parses a template such as `{pr} {title}, {pr_size} lines`, or returns its error. `{{` and `}}` are literal braces. */
export function readSummary(text: string): SummaryTemplate | TemplateIssue {
  if (inline(text) !== text) return { message: "must be one line without invisible characters and without spaces at its ends" };
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const part = readToken(match[0], match[1]);
    if (typeof part === "object" && "message" in part) return part;
    parts.push(part);
  }
  parts.push(text.slice(from));
  if (parts.filter((part) => typeof part === "object").length > MAX_FIELDS) return { message: `names at most ${MAX_FIELDS} fields` };
  return parts.filter((part) => part !== "");
}

function readToken(token: string, inner: string | undefined): Part | TemplateIssue {
  if (token === "{{" || token === "}}") return token.charAt(0);
  if (inner === undefined) return { message: `${token} is unbalanced: write a field as {pr_size}, and a brace as ${token}${token}` };
  const [name = "", format, ...more] = inner.split(":");
  if (more.length > 0 || (format !== undefined && !isFormat(format)))
    return { message: `${token} has no known format: write {${name}}, or ${FORMATS.map((one) => `{${name}:${one}}`).join(", ")}` };
  // `contains` accepts texts, numbers and whole lists of them, which are the values that fit in a line.
  const field = readField(name, "contains");
  if ("message" in field) return field.suggestion ? { message: field.message, suggestion: `{${field.suggestion}}` } : field;
  return { field, format: format ?? formatOf(name) };
}

const isFormat = (text: string): text is Format => FORMATS.some((format) => format === text);

/** Returns the format that a field's name implies: `pr` identifies, `amount` is money, `pr_size` counts. */
function formatOf(name: string): Format {
  const words = name
    .replaceAll(/\[(any|every)\]/g, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[._-]/);
  const word = words.at(-1) ?? "";
  return IDENTIFIERS.has(word) ? "plain" : AMOUNTS.has(word) ? "money" : "count";
}

/**
 * Renders the summary of one request.
 * INVARIANT: the result contains nothing invisible, no line break and no direction change, whatever the agent sent.
 * @param shown the facts without what modules withhold
 * @param isPrivate returns true when a policy withholds a field, by its full name
 */
export function renderSummary(template: SummaryTemplate, shown: Facts, isPrivate: (field: string) => boolean): string {
  const texts = template.map((part) => {
    if (typeof part === "string") return part;
    if (isPrivate(part.field.name)) return WITHHELD;
    return writeValue(readValue(part.field.root.read(shown), part.field.steps), part.format) || MISSING;
  });
  return clip(texts.join(""), MAX_SUMMARY);
}

/** Returns the agent's own summary, cleaned in the same way, or null when nothing is left. */
export function cleanSummary(text: string | undefined): string | null {
  return clip(inline(text ?? ""), MAX_SUMMARY) || null;
}

function writeValue(value: unknown, format: Format): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => writeScalar(item, format)).filter((item) => item !== "");
    return clip(items.join(", "), MAX_VALUE);
  }
  return clip(writeScalar(value, format), MAX_VALUE);
}

const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;
const isDecimal = (text: string): text is `${number}` => DECIMAL.test(text);
const COUNT = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 20 });
const MONEY = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 20 });

/** Returns an empty text for a missing value and for a list or object. */
function writeScalar(value: unknown, format: Format): string {
  if (typeof value === "number") return format === "plain" ? String(value) : (format === "money" ? MONEY : COUNT).format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "string") return "";
  // Money is sent as a decimal string; any other string of digits may be an identifier.
  return format === "money" && isDecimal(value) ? MONEY.format(value) : inline(value);
}

/** Replaces line breaks and tabs by spaces and shows invisible characters by their code. */
const inline = (text: string) => revealInline(text.replaceAll(/[ \t\r\n]+/g, " ").trim());

/** Cuts a text without splitting a surrogate pair. */
function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
