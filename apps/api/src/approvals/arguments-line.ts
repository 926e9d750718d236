import type { ActionInput } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import { canonicalize } from "@agentlattice/core/ledger";

const MAX_LINE = 160;
const MAX_VALUE = 60;

/** Returns the member of an approval with the line. */
export function lineOf(submission: ActionInput): { readonly arguments_line?: string } {
  const line = argumentsLine(submission);
  return line === undefined ? {} : { arguments_line: line };
}

/**
 * Returns what an action would do in one line: the arguments of its tool call, otherwise its metadata. Undefined when there are none. The full
 * arguments are on the card of the request.
 */
export function argumentsLine({ tool, metadata }: Pick<ActionInput, "tool" | "metadata">): string | undefined {
  const named = tool?.arguments ?? metadata;
  if (named === undefined || named === null) return undefined;
  const members = typeof named === "object" && !Array.isArray(named) ? Object.entries(named) : null;
  const line = members === null ? textOf(named as Json) : members.map(([name, value]) => `${name}: ${textOf(value as Json)}`).join(", ");
  return line === "" ? undefined : shorten(line, MAX_LINE);
}

function textOf(value: Json): string {
  return shorten(typeof value === "string" ? value : canonicalize(value), MAX_VALUE).replaceAll(/\s+/g, " ");
}

/** Cuts a text at a whole character. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
