import type { Key } from "@agentlattice/contract";
import { type AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { answerOf, listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";
import { findAgents } from "./find-agents.ts";

const KEY_ID = /^key_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Revokes a key, an agent's or the organisation's, by its id alone. */
export async function revokeKey({ al, json, print, printJson }: ApiContext, id: string): Promise<number> {
  if (!KEY_ID.test(id)) throw new UsageError("Give the key's id, which starts with key_. (Never the key itself: revoke that one now.)");
  const agentId = await ownerOf(al, id);
  const path = agentId === null ? `/keys/${id}` : `/agents/${agentId}/keys/${id}`;
  const key = answerOf<Key>(await al.request("DELETE", path));
  if (json) printJson(key);
  else print(escapeText(`revoked ${key.id} (${key.name}) at ${key.revoked_at ?? "once"}`));
  return 0;
}

/** Whose key it is; `null` for one of the organisation's. */
async function ownerOf(al: AgentLattice, id: string): Promise<string | null> {
  for (const agent of (await findAgents(al)).all) {
    try {
      for await (const key of listAll<Key>(al, `/agents/${agent.id}/keys`)) if (key.id === id) return agent.id;
    } catch (error) {
      // An agent that was removed meanwhile, or whose keys are not ours to see.
      if (!(error instanceof AgentLatticeError) || !["NOT_FOUND", "FORBIDDEN"].includes(error.code)) throw error;
    }
  }
  return null;
}
