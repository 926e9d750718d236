import type { Key } from "@agentlattice/contract";
import { type AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";
import { type Agents, findAgents } from "./find-agents.ts";

/** A key and whose it is; the organisation's have no agent. */
type Listed = Key & { readonly agent: string | null; readonly agent_id: string | null; readonly state: "active" | "revoked" | "expired" };

const HEADINGS = ["ID", "FOR", "NAME", "ENVIRONMENT", "LAST USED", "EXPIRES", "STATUS"];
const MAX_HOLDER_WIDTH = 32;

/** The keys of one agent, or of all and of the organisation. */
export async function listKeys(
  { al, json, style, print, printJson }: ApiContext,
  flags: { agent?: string; all?: boolean },
): Promise<number> {
  const agents = await findAgents(al);
  const found =
    flags.agent === undefined
      ? [...(await orgKeys(al)), ...(await agentKeys(al, agents))]
      : await keysOf(al, agents, agents.idOf(flags.agent));
  const keys = found.filter(({ state }) => flags.all || state === "active");
  if (json) printJson({ keys });
  else if (keys.length === 0)
    print(flags.all ? "There are no keys." : "There are no keys in use. (--all shows those that were revoked or expired.)");
  else {
    const paint = (text: string, column: number, row: number) =>
      row === 0 ? style.dim(text) : column === HEADINGS.length - 1 ? (text === "active" ? style.green(text) : style.red(text)) : text;
    for (const line of table([HEADINGS, ...keys.map(cells)], paint)) print(line);
  }
  return 0;
}

async function agentKeys(al: AgentLattice, agents: Agents): Promise<Listed[]> {
  const keys: Listed[] = [];
  for (const { id } of agents.all) keys.push(...(await keysOf(al, agents, id)));
  return keys;
}

async function keysOf(al: AgentLattice, agents: Agents, agentId: string): Promise<Listed[]> {
  const keys: Listed[] = [];
  for await (const key of listAll<Key>(al, `/agents/${agentId}/keys`))
    keys.push({ ...key, agent: agents.nameOf(agentId), agent_id: agentId, state: stateOf(key, Date.now()) });
  return keys;
}

/** The organisation's, for those who may see them. */
async function orgKeys(al: AgentLattice): Promise<Listed[]> {
  const keys: Listed[] = [];
  try {
    for await (const key of listAll<Key>(al, "/keys")) keys.push({ ...key, agent: null, agent_id: null, state: stateOf(key, Date.now()) });
  } catch (error) {
    if (!(error instanceof AgentLatticeError) || error.code !== "FORBIDDEN") throw error;
  }
  return keys;
}

function cells(key: Listed): string[] {
  const holder = key.agent ?? `organisation: ${key.scopes.join(" ")}`;
  return [key.id, cut(holder, MAX_HOLDER_WIDTH), key.name, key.environment, day(key.last_used_at), day(key.expires_at), key.state].map(
    escapeText,
  );
}

function stateOf(key: Key, now: number): Listed["state"] {
  if (key.revoked_at !== null) return "revoked";
  return key.expires_at !== null && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

function day(time: string | null): string {
  return time === null ? "never" : time.slice(0, 16).replace("T", " ");
}
