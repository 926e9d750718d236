import type { SubmissionText } from "./submission-texts.ts";

const NAMING = new Set(["name", "key", "header"]);
/** Members that hold a label, next to a name or instead of one. */
const LABELS = new Set(["label", "field", "title", "question", "caption", "property", "attribute"]);
const VALUES = new Set(["value", "Value", "VALUE", "answer"]);
const OPTION = /^--?[A-Za-z][A-Za-z-]{1,60}$/;
const NAME = /^[A-Za-z][\w .-]{1,80}$/;
/** Maximum distance between a name and its value, in texts of the document. */
const NEAR = 6;
/** Maximum length of a label. */
const MAX_LABEL = 200;

/** Returns the name of a value as one text, such as `customer phone`, from the two nearest members around it. */
export function nameOf(texts: readonly SubmissionText[], i: number): string {
  const { step, part } = texts[i] as SubmissionText;
  let inner = "";
  if (part === "key") return inner;
  for (let at = step; at !== null; at = at.before) {
    const { segment } = at;
    if (typeof segment === "string") {
      if (inner !== "") return `${segment} ${inner}`;
      inner = VALUES.has(segment) ? (pairedName(texts, i) ?? segment) : segment;
      continue;
    }
    if (at !== step) continue;
    const column = at.before?.columns?.[segment];
    inner = column ?? (segment === 0 ? "" : (namedBefore(texts, i, segment) ?? ""));
  }
  return inner;
}

/** Returns the name of a list item: the option before it (`["--token", "…"]`), or the name in a pair (`["TOKEN", "…"]`). */
function namedBefore(texts: readonly SubmissionText[], i: number, segment: number): string | undefined {
  const container = texts[i]?.step?.before;
  const last = texts[i - 1];
  if (last?.part !== "value" || last.step?.before !== container || last.step?.segment !== segment - 1) return undefined;
  const { text } = last;
  if (OPTION.test(text)) return text;
  const next = texts[i + 1]?.step;
  const isPair = segment === 1 && !(next?.before === container && next?.segment === 2);
  return isPair && NAME.test(text) ? text : undefined;
}

/** Returns the label and the name in the same object, the name last. */
function pairedName(texts: readonly SubmissionText[], i: number): string | undefined {
  const container = texts[i]?.step?.before;
  let label: string | undefined;
  let name: string | undefined;
  for (let at = Math.max(0, i - NEAR); at < Math.min(texts.length, i + NEAR); at++) {
    const { step, part, text } = texts[at] as SubmissionText;
    if (part !== "value" || step?.before !== container || text.length > MAX_LABEL) continue;
    const member = String(step?.segment).toLowerCase();
    if (NAMING.has(member)) name ??= text;
    else if (LABELS.has(member)) label ??= text;
  }
  return label === undefined || name === undefined ? (label ?? name) : `${label} ${name}`;
}
