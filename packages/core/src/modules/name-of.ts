import type { SubmissionText } from "./submission-texts.ts";

const NAMING = new Set(["name", "key", "header"]);
/** How far away from its value a name may stand in document order. */
const NEAR = 6;

/** What a value is called: the names of the two nearest members around it, or what a pair such as `{name, value}` calls it. */
export function nameOf(texts: readonly SubmissionText[], i: number): string {
  const { at, part } = texts[i] as SubmissionText;
  if (part === "key") return "";
  let inner = "";
  for (let depth = at.length - 1; depth >= 0; depth--) {
    const segment = at[depth];
    if (typeof segment === "number") continue;
    const name = inner === "" && segment === "value" ? (pairedName(texts, i) ?? segment) : (segment as string);
    if (inner !== "") return `${name} ${inner}`;
    inner = name;
  }
  return inner;
}

function pairedName(texts: readonly SubmissionText[], i: number): string | undefined {
  const { at } = texts[i] as SubmissionText;
  for (const other of texts.slice(Math.max(0, i - NEAR), i + NEAR)) {
    const same = other.part === "value" && other.at.length === at.length && NAMING.has(String(other.at.at(-1)).toLowerCase());
    if (same && other.at.slice(0, -1).every((segment, depth) => segment === at[depth])) return other.text;
  }
  return undefined;
}
