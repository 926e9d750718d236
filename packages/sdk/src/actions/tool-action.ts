import { toolActionType } from "@agentlattice/core/actions";
import { AgentLatticeError } from "../errors.ts";

/**
 * Returns the action type of a framework's tool, by the rule that `POST /evaluate` uses: `tool.` and the name in lower case, with
 * `_` for every run of characters that an action type cannot contain, and without separators at the ends or beside each other.
 * `Bash` is `tool.bash`, `mergePullRequest` is `tool.mergepullrequest`, `server/tool` is `tool.server_tool` and
 * `mcp__server__tool` is `tool.mcp__server__tool`. Names that differ only in these characters have the same action type;
 * policies can distinguish them by `tool.name`. Sends nothing. Fails closed: it throws for a name that has no action type.
 *
 * @throws AgentLatticeError `INVALID_OPTION` for a name without a letter or a digit, or with more than 123 characters
 * @example
 * await al.gate(toolAction(call.name), { tool: { name: call.name, arguments: call.arguments } });
 */
export function toolAction(name: string): string {
  const action = typeof name === "string" ? toolActionType(name) : null;
  if (action !== null) return action;
  throw new AgentLatticeError(
    "INVALID_OPTION",
    "A tool's name must have a letter or a digit (a to z, 0 to 9), and at most 123 characters.",
  );
}
