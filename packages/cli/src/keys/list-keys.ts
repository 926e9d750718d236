import type { Key } from "@agentlattice/contract";
import { type ApiClient, isRefusal } from "@agentlattice/contract/client";
import { AgentLatticeError } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { describeError } from "../describe-error.ts";
import { errorJson } from "../error-json.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";
import { EXIT_USAGE } from "../usage-error.ts";
import { type Agents, findAgents } from "./find-agents.ts";

/** A key with its agent. Keys of the organisation have none. */
type Listed = Key & { readonly agent: string | null; readonly agent_id: string | null; readonly state: "active" | "revoked" | "expired" };

const HEADINGS = ["ID", "FOR", "NAME", "ENVIRONMENT", "CREATED BY", "LAST USED", "EXPIRES", "STATUS"];
const MAX_HOLDER_WIDTH = 32;
const MAX_CREATOR_WIDTH = 20;

/** Lists the keys of one agent, or of all agents and of the organisation. */
export async function listKeys(
  { api, json, style, log, print, printJson }: ApiContext,
  flags: { agent?: string; all?: boolean },
): Promise<number> {
  const agents = await findAgents(api);
  const { found, refused } = flags.agent === undefined ? await allKeys(api, agents) : await keysOfOne(api, agents, flags.agent);
  const keys = found.filter(({ state }) => flags.all || state === "active");
  for (const { what, error } of refused) log(`The keys of ${what} cannot be listed: ${describeError(error, "").join(" ")}`);
  const code = refused.length > 0 ? EXIT_USAGE : 0;
  if (json) {
    printJson({ keys, ...(code === 0 ? {} : { refused: refused.map(({ what, error }) => ({ what, ...errorJson(error) })) }) });
    return code;
  }
  if (keys.length === 0 && code !== 0) return code;
  if (keys.length === 0) print(flags.all ? "There are no keys." : "There are no active keys. (--all includes revoked and expired keys.)");
  else {
    const paint = (text: string, column: number, row: number) =>
      row === 0 ? style.dim(text) : column === HEADINGS.length - 1 ? (text === "active" ? style.green(text) : style.red(text)) : text;
    for (const line of table([HEADINGS, ...keys.map(cells)], paint)) print(line);
  }
  return code;
}

/** The keys, and the lists that this credential may not read. */
interface KeyList {
  readonly found: Listed[];
  readonly refused: readonly { readonly what: string; readonly error: AgentLatticeError }[];
}

async function allKeys(api: ApiClient, agents: Agents): Promise<KeyList> {
  const org = await orgKeys(api);
  const found = [...(org instanceof AgentLatticeError ? [] : org), ...(await agentKeys(api, agents))];
  return {
    found,
    refused: [
      ...(org instanceof AgentLatticeError ? [{ what: "the organisation", error: org }] : []),
      ...(agents.refused ? [{ what: "agents", error: agents.refused }] : []),
    ],
  };
}

async function keysOfOne(api: ApiClient, agents: Agents, agent: string): Promise<KeyList> {
  return { found: await keysOf(api, agents, agents.idOf(agent)), refused: [] };
}

async function agentKeys(api: ApiClient, agents: Agents): Promise<Listed[]> {
  const keys: Listed[] = [];
  for (const { id } of agents.all) keys.push(...(await keysOf(api, agents, id)));
  return keys;
}

async function keysOf(api: ApiClient, agents: Agents, agentId: string): Promise<Listed[]> {
  const keys: Listed[] = [];
  for await (const key of listAll((page) => api.listAgentKeys({ params: { id: agentId }, query: page })))
    keys.push({ ...key, agent: agents.nameOf(agentId), agent_id: agentId, state: stateOf(key, Date.now()) });
  return keys;
}

/** Returns the keys of the organisation, or the refusal. */
async function orgKeys(api: ApiClient): Promise<Listed[] | AgentLatticeError> {
  const keys: Listed[] = [];
  try {
    for await (const key of listAll((page) => api.listOrgKeys({ query: page })))
      keys.push({ ...key, agent: null, agent_id: null, state: stateOf(key, Date.now()) });
    return keys;
  } catch (error) {
    if (error instanceof AgentLatticeError && isRefusal(error, "listOrgKeys", "FORBIDDEN")) return error;
    throw error;
  }
}

function cells(key: Listed): string[] {
  const holder = key.agent ?? `organisation: ${key.scopes.join(" ")}`;
  return [
    key.id,
    cut(holder, MAX_HOLDER_WIDTH),
    key.name,
    key.environment,
    cut(key.created_by === null ? "–" : (key.created_by.name ?? "a former member"), MAX_CREATOR_WIDTH),
    minute(key.last_used_at),
    minute(key.expires_at),
    key.state,
  ].map(escapeText);
}

function stateOf(key: Key, now: number): Listed["state"] {
  if (key.revoked_at !== null) return "revoked";
  return key.expires_at !== null && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

function minute(time: string | null): string {
  return time === null ? "never" : time.slice(0, 16).replace("T", " ");
}
