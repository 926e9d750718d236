import type { SubmissionText } from "./submission-texts.ts";

const NAMING = new Set(["name", "key", "header"]);
/** What people are shown, beside a name or instead of one. */
const LABELS = new Set(["label", "field", "title", "question", "caption", "property", "attribute"]);
const VALUES = new Set(["value", "Value", "VALUE", "answer"]);
const OPTION = /^--?[A-Za-z][A-Za-z-]{1,60}$/;
const NAME = /^[A-Za-z][\w .-]{1,80}$/;
/** How far away from its value a name may stand in document order. */
const NEAR = 6;
/** What is longer names nothing. */
const MAX_LABEL = 200;

/** What a value is called. */
interface ValueName {
  /** The nearest member around it, or what a pair such as `{name, value}` calls it; empty when there is none. */
  inner: string;
  /** The member around that one. */
  outer: string | undefined;
}

/** What a value is called, by the two nearest members around it. @param into written over and returned */
function readName(texts: readonly SubmissionText[], i: number, into: ValueName): ValueName {
  into.inner = "";
  into.outer = undefined;
  const { step, part } = texts[i] as SubmissionText;
  if (part === "key") return into;
  for (let at = step; at !== null; at = at.before) {
    const { segment } = at;
    if (typeof segment === "number") {
      const column = at === step ? at.before?.columns?.[segment] : undefined;
      if (column !== undefined && into.inner === "") into.inner = column;
      if (at !== step || segment === 0 || column !== undefined) continue;
      const before = namedBefore(texts, i, segment);
      if (before === undefined) continue;
      into.inner = before;
      continue;
    }
    if (into.inner !== "") {
      into.outer = segment;
      return into;
    }
    into.inner = VALUES.has(segment) ? (pairedName(texts, i) ?? segment) : segment;
  }
  return into;
}

/** The same as one text, such as `customer phone`. */
export function nameOf(texts: readonly SubmissionText[], i: number): string {
  return joinName(readName(texts, i, { inner: "", outer: undefined }));
}

function joinName({ outer, inner }: ValueName): string {
  return outer === undefined ? inner : `${outer} ${inner}`;
}

/** In a list: the option before it (`["--token", "…"]`), or the name in a pair of texts (`["TOKEN", "…"]`). */
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

/** The label and the name that stand in the same object, the name last. */
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
