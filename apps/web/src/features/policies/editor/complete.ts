import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { positionInYaml } from "./position-in-yaml.ts";
import { CONDITION_KEYS, KEYS, VALUES } from "./vocabulary.ts";

/** Completes keys and values at the cursor. */
export function completePolicy(context: CompletionContext): CompletionResult | null {
  const { doc } = context.state;
  const here = doc.lineAt(context.pos);
  const word = context.matchBefore(/[\w/]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const upTo = here.text.slice(0, word.from - here.from);
  if (upTo.includes("#")) return null;
  const lines = [...doc.iterLines(1, here.number)].slice(0, here.number - 1);
  const { path, keyOf } = positionInYaml([...lines, upTo]);
  const options = keyOf === null ? keysAt(path) : wordsOf(keyOf);
  return options.length === 0 ? null : { from: word.from, options, validFor: /^[\w/]*$/ };
}

function wordsOf(key: string): Completion[] {
  return (VALUES[key] ?? VALUES[key.replace(/s$/, "")] ?? []).map((label) => ({ label, type: "constant" }));
}

function keysAt(path: readonly string[]): Completion[] {
  const isCondition = path[0] === "spec" && (path[1] === "when" || path[1] === "require");
  const keys = isCondition ? CONDITION_KEYS : (KEYS[path.join(".")] ?? []);
  return keys.map(([label, detail], i) => ({ label, detail, apply: `${label}: `, type: "property", boost: -i }));
}
