import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";

export interface CreateAgentRequest {
  readonly capability: readonly string[];
  readonly description?: string;
  readonly label?: readonly string[];
  readonly owner?: string;
}

/** Creates an agent without a key, and prints its id. @throws UsageError for a label without a value */
export async function createAgent(
  { api, json, log, print, printJson }: ApiContext,
  name: string,
  request: CreateAgentRequest,
): Promise<number> {
  const { capability: capabilities, description, label, owner } = request;
  const body = { name, capabilities: [...capabilities], description, owner, ...(label ? { labels: readLabels(label) } : {}) };
  const agent = await api.createAgent({ body });
  if (json) {
    printJson(agent);
    return 0;
  }
  log(
    `Created ${escapeText(agent.name)}. Create a key for it with agentlattice keys create --agent ${escapeText(agent.id)} --name <name>.`,
  );
  print(escapeText(agent.id));
  return 0;
}

function readLabels(pairs: readonly string[]): Record<string, string> {
  const labels = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(at, 0));
    if (name === "") throw new UsageError(`--label takes name=value, such as team=platform, not ${pair}.`);
    if (labels.has(name)) throw new UsageError(`The label ${name} is given more than once.`);
    labels.set(name, pair.slice(at + 1));
  }
  return Object.fromEntries(labels);
}
