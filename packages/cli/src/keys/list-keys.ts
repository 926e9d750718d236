import type { Key } from "@agentlattice/contract";
import { type AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { describeError } from "../describe-error.ts";
import { errorJson } from "../error-json.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";
import { EXIT_USAGE } from "../usage-error.ts";
import { type Agents, findAgents } from "./find-agents.ts";

/** A key and whose it is; the organisation's have no agent. */
type Listed = Key & { readonly agent: string | null; readonly agent_id: string | null; readonly state: "active" | "revoked" | "expired" };

const HEADINGS = ["ID", "FOR", "NAME", "ENVIRONMENT", "LAST USED", "EXPIRES", "STATUS"];
const MAX_HOLDER_WIDTH = 32;

/** The keys of one agent, or of all and of the organisation. */
export async function listKeys(
  { al, json, style, say, print, printJson }: ApiContext,
  flags: { agent?: string; all?: boolean },
): Promise<number> {
  const agents = await findAgents(al);
  const { found, refused } = flags.agent === undefined ? await allKeys(al, agents) : await keysOfOne(al, agents, flags.agent);
  const keys = found.filter(({ state }) => flags.all || state === "active");
  for (const { what, error } of refused) say(`The keys of ${what} are not listed: ${describeError(error, "").join(" ")}`);
  const code = refused.length > 0 ? EXIT_USAGE : 0;
  if (json) {
    printJson({ keys, ...(code === 0 ? {} : { refused: refused.map(({ what, error }) => ({ what, ...errorJson(error) })) }) });
    return code;
  }
  if (keys.length === 0 && code !== 0) return code;
  if (keys.length === 0)
    print(flags.all ? "There are no keys." : "There are no keys in use. (--all shows those that were revoked or expired.)");
  else {
    const paint = (text: string, column: number, row: number) =>
      row === 0 ? style.dim(text) : column === HEADINGS.length - 1 ? (text === "active" ? style.green(text) : style.red(text)) : text;
    for (const line of table([HEADINGS, ...keys.map(cells)], paint)) print(line);
  }
  return code;
}

/** Keys, and those that this credential may not list. */
interface Found {
  readonly found: Listed[];
  readonly refused: readonly { readonly what: string; readonly error: AgentLatticeError }[];
}

async function allKeys(al: AgentLattice, agents: Agents): Promise<Found> {
  const org = await orgKeys(al);
  const found = [...(org instanceof AgentLatticeError ? [] : org), ...(await agentKeys(al, agents))];
  return {
    found,
    refused: [
      ...(org instanceof AgentLatticeError ? [{ what: "the organisation", error: org }] : []),
      ...(agents.refused ? [{ what: "agents", error: agents.refused }] : []),
    ],
  };
}

async function keysOfOne(al: AgentLattice, agents: Agents, agent: string): Promise<Found> {
  return { found: await keysOf(al, agents, agents.idOf(agent)), refused: [] };
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

/** Returns the keys of the organisation, or the refusal to list them. */
async function orgKeys(al: AgentLattice): Promise<Listed[] | AgentLatticeError> {
  const keys: Listed[] = [];
  try {
    for await (const key of listAll<Key>(al, "/keys")) keys.push({ ...key, agent: null, agent_id: null, state: stateOf(key, Date.now()) });
    return keys;
  } catch (error) {
    if (error instanceof AgentLatticeError && error.code === "FORBIDDEN") return error;
    throw error;
  }
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
