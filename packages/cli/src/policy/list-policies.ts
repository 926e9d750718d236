import type { PolicySummary } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";
import type { POLICY_STATES } from "./policy-states.ts";

const HEADINGS = ["NAME", "VERSION", "STATUS", "MODE", "EFFECT", "ACTIONS"];
const MAX_ACTIONS_WIDTH = 60;

/** Lists the policies of the organisation; with an agent's key, those that can apply to the agent. */
export async function listPolicies(
  { api, json, style, print, printJson }: ApiContext,
  status: (typeof POLICY_STATES)[number] | undefined,
): Promise<number> {
  const policies: PolicySummary[] = [];
  for await (const policy of listAll((page) => api.listPolicies({ query: { ...page, status } }))) policies.push(policy);
  if (json) printJson({ policies });
  else if (policies.length === 0)
    print(status === undefined ? "There are no policies." : `There are no policies with the status ${status}.`);
  else for (const line of table([HEADINGS, ...policies.map(cells)], (text, _, row) => (row === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

function cells({ name, version, newest_version: newest, status, mode, effect, actions, unreadable }: PolicySummary): string[] {
  const versions = newest === undefined || newest === version ? String(version) : `${version} (draft ${newest})`;
  const state = unreadable === undefined ? status : `${status}, unreadable`;
  return [name, versions, state, mode, effect, cut(actions.join(" "), MAX_ACTIONS_WIDTH)].map(escapeText);
}
