import type { Submission } from "../../model/facts.ts";

const KINDS = ["models", "tools", "mcp_servers", "skills"] as const;
export type Kind = (typeof KINDS)[number];

/** An item that a request uses. */
export interface Used {
  readonly kind: Kind;
  readonly name: string;
  readonly server?: string | undefined;
  readonly version?: string | undefined;
}

/** The first word of an action type for each kind of item. */
const FIRST_WORDS: Readonly<Record<Kind, string>> = { models: "model", tools: "tool", mcp_servers: "mcp", skills: "skill" };

/** The action that calls any tool. Other actions below `tool.` are named after their tool. */
const ANY_TOOL = "tool.call";

const UNNAMED: Readonly<Record<Kind, string>> = {
  models: "the action does not say which model it uses: send model.name",
  tools: "the action does not say which tool it calls: send tool.name",
  mcp_servers: "the action does not say which MCP server it uses: send tool.server",
  skills: "the action does not say which skill it uses: send skill",
};

/**
 * Finds what a request leaves unknown about what it uses: an action such as `model.call` without its model, or an action such as
 * `tool.search` with another tool in `tool.name`. Returns null when the request is consistent.
 * @param isGoverned returns true when the policy lists this kind
 */
export function findUndeclared(
  { action_type: action, tool }: Submission,
  used: readonly Used[],
  isGoverned: (kind: Kind) => boolean,
): { readonly kind: Kind; readonly text: string } | null {
  const kind = KINDS.find((one) => action === FIRST_WORDS[one] || action.startsWith(`${FIRST_WORDS[one]}.`));
  if (!kind || !isGoverned(kind)) return null;
  if (!used.some((one) => one.kind === kind)) return { kind, text: UNNAMED[kind] };
  if (kind === "tools" && !isNamedAfter(action, tool as { name: string; server?: string }))
    return { kind, text: `tool.name is not the tool that the action is named after: send tool.<name>, or ${ANY_TOOL} for any tool` };
  return null;
}

/** Compares letters and digits only, because an action cannot contain every character of a tool's name. */
function isNamedAfter(action: string, { name, server = "" }: { name: string; server?: string }): boolean {
  if (action === ANY_TOOL) return true;
  const word = fold(action.slice(FIRST_WORDS.tools.length + 1));
  return word === fold(name) || word === fold(`${server}${name}`);
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
