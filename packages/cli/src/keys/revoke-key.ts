import { type ApiClient, isRefusal } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";
import { findAgents } from "./find-agents.ts";

const KEY_ID = /^key_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Revokes a key of an agent or of the organisation by its id. */
export async function revokeKey({ api, json, print, printJson }: ApiContext, id: string): Promise<number> {
  if (!KEY_ID.test(id))
    throw new UsageError(
      "Give the id of the key, which starts with key_. If you entered the key itself, revoke it now: it may be in your shell history.",
    );
  const agentId = await ownerOf(api, id);
  const key =
    agentId === null
      ? await api.revokeOrgKey({ params: { key_id: id } })
      : await api.revokeAgentKey({ params: { id: agentId, key_id: id } });
  if (json) printJson(key);
  else print(escapeText(`revoked ${key.id} (${key.name}) at ${key.revoked_at ?? "an unknown time"}`));
  return 0;
}

/** Returns the id of the agent that has the key, or null when it belongs to the organisation. */
async function ownerOf(api: ApiClient, id: string): Promise<string | null> {
  for (const agent of (await findAgents(api)).all) {
    try {
      for await (const key of listAll((page) => api.listAgentKeys({ params: { id: agent.id }, query: page })))
        if (key.id === id) return agent.id;
    } catch (error) {
      // The agent may have been removed meanwhile, or the credential may not see its keys.
      if (!isRefusal(error, "listAgentKeys", "NOT_FOUND") && !isRefusal(error, "listAgentKeys", "FORBIDDEN")) throw error;
    }
  }
  return null;
}
