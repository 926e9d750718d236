import type { OrgKeyScope } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { parseDuration } from "../gate/read-request.ts";
import { UsageError } from "../usage-error.ts";
import { findAgents } from "./find-agents.ts";

export interface CreateRequest {
  readonly agent?: string;
  readonly scope?: OrgKeyScope[];
  readonly name: string;
  readonly environment?: "prod" | "staging" | "dev";
  readonly expiresIn?: string;
}

/** Creates a key. Stdout gets only the key, so that it can be redirected into a file or a secret store. */
export async function createKey({ api, json, log, print, printJson }: ApiContext, request: CreateRequest): Promise<number> {
  const { agent, scope: scopes, name, environment, expiresIn } = request;
  if (agent !== undefined && scopes !== undefined) throw new UsageError("Give either --agent or --scope, not both.");
  const body = {
    name,
    environment,
    expires_in: expiresIn === undefined ? undefined : Math.ceil(parseDuration(expiresIn, "--expires-in") / 1_000),
  };
  const create = async () => {
    if (scopes !== undefined) return api.createOrgKey({ body: { ...body, scopes } });
    if (agent === undefined) throw new UsageError("Give --agent for an agent's key, or --scope for a key of the organisation.");
    return api.createAgentKey({ params: { id: (await findAgents(api)).idOf(agent) }, body });
  };
  const key = await create();
  if (json) {
    printJson(key);
    return 0;
  }
  const expiry = key.expires_at === null ? "never expires" : `expires ${key.expires_at}`;
  log(escapeText(`Created ${key.id} (${key.name}) for ${key.environment}, ${expiry}. The key is shown only once:`));
  print(escapeText(key.api_key));
  return 0;
}
