import type { IdentityKey } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { parseDuration } from "../gate/read-request.ts";
import { findAgents } from "../keys/find-agents.ts";

/** Lists the identity keys of an agent, newest first. */
export async function listIdentityKeys({ api, json, print, printJson }: ApiContext, agent: string): Promise<number> {
  const id = (await findAgents(api)).idOf(agent);
  const { data } = await api.listIdentityKeys({ params: { id }, query: { limit: 200 } });
  if (json) printJson({ data });
  else if (data.length === 0) print("The agent has no identity key. It acts without signed statements.");
  else for (const key of data) print(escapeText(describe(key)));
  return 0;
}

/** Registers the public key of an agent. */
export async function registerIdentityKey(context: ApiContext, agent: string, publicKey: string): Promise<number> {
  const { api } = context;
  const id = (await findAgents(api)).idOf(agent);
  const key = await api.registerIdentityKey({ params: { id }, body: { public_key: publicKey } });
  return report(context, key, `registered ${key.id}. The agent is refused without signed statements from now on`);
}

/** Registers the public key that replaces another. */
export async function rotateIdentityKey(
  context: ApiContext,
  agent: string,
  { replaces, publicKey, overlap }: { replaces: string; publicKey: string; overlap: string | undefined },
): Promise<number> {
  const { api } = context;
  const id = (await findAgents(api)).idOf(agent);
  const seconds = overlap === undefined ? undefined : Math.ceil(parseDuration(overlap, "--overlap") / 1_000);
  const key = await api.rotateIdentityKey({ params: { id, key_id: replaces }, body: { public_key: publicKey, overlap: seconds } });
  return report(context, key, `registered ${key.id} in place of ${replaces}`);
}

/** Revokes an identity key. */
export async function revokeIdentityKey(context: ApiContext, agent: string, keyId: string): Promise<number> {
  const { api } = context;
  const id = (await findAgents(api)).idOf(agent);
  const key = await api.revokeIdentityKey({ params: { id, key_id: keyId } });
  return report(context, key, `revoked ${key.id}`);
}

function report({ json, print, printJson }: ApiContext, key: IdentityKey, line: string): number {
  if (json) printJson(key);
  else print(escapeText(line));
  return 0;
}

function describe({ id, status, ends_at, last_sequence, missing, gaps }: IdentityKey): string {
  const end = ends_at === null ? "" : ` (ends ${ends_at})`;
  const ranges = gaps.slice(0, 5).map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  const lost = missing === 0 ? "no gaps" : `${missing} missing: ${ranges.join(", ")}${gaps.length > ranges.length ? ", …" : ""}`;
  return `${id} ${status}${end}, last sequence ${last_sequence}, ${lost}`;
}
