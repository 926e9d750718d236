import type { CreatedKey } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { parseDuration } from "../gate/read-request.ts";
import { UsageError } from "../usage-error.ts";
import { findAgents } from "./find-agents.ts";

interface CreateRequest {
  readonly agent?: string;
  readonly scope?: readonly string[];
  readonly name: string;
  readonly environment?: string;
  readonly expiresIn?: string;
}

/** Mints a key. The key alone goes to stdout, so that it can be redirected into a file or a secret store. */
export async function createKey({ al, json, say, print, printJson }: ApiContext, request: CreateRequest): Promise<number> {
  const { agent, scope, name, environment, expiresIn } = request;
  if ((agent === undefined) === (scope === undefined)) throw new UsageError("Give either --agent or --scope: whom the key is for.");
  const body = {
    name,
    ...(environment === undefined ? {} : { environment }),
    ...(expiresIn === undefined ? {} : { expires_in: Math.ceil(parseDuration(expiresIn, "--expires-in") / 1_000) }),
    ...(scope === undefined ? {} : { scopes: scope }),
  };
  const path = agent === undefined ? "/keys" : `/agents/${(await findAgents(al)).idOf(agent)}/keys`;
  const key = answerOf<CreatedKey>(await al.request("POST", path, { body }));
  if (json) {
    printJson(key);
    return 0;
  }
  const until = key.expires_at === null ? "without an end" : `until ${key.expires_at}`;
  say(escapeText(`Created ${key.id} (${key.name}) for ${key.environment}, ${until}. The key is shown this once:`));
  print(escapeText(key.api_key));
  return 0;
}
