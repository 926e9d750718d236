import type { Key } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { findAgents } from "./find-agents.ts";

const HEADINGS = ["ID", "AGENT", "NAME", "ENVIRONMENT", "LAST USED", "EXPIRES", "STATUS"];

/** The keys of one agent or of all. */
export async function listKeys(
  { al, json, style, print, printJson }: ApiContext,
  flags: { agent?: string; all?: boolean },
): Promise<number> {
  const agents = await findAgents(al);
  const wanted = flags.agent === undefined ? agents.all.map(({ id }) => id) : [agents.idOf(flags.agent)];
  const keys: (Key & { agent: string; agent_id: string; state: string })[] = [];
  for (const agent_id of wanted) {
    for await (const key of listAll<Key>(al, `/agents/${agent_id}/keys`)) {
      const state = stateOf(key, Date.now());
      if (flags.all || state === "active") keys.push({ ...key, agent: agents.nameOf(agent_id), agent_id, state });
    }
  }
  if (json) {
    printJson({ keys });
    return 0;
  }
  if (keys.length === 0) {
    print(flags.all ? "There are no keys." : "There are no keys in use. (--all shows those that were revoked or expired.)");
    return 0;
  }
  const rows = keys.map((key) =>
    [key.id, key.agent, key.name, key.environment, day(key.last_used_at, "never"), day(key.expires_at, "never"), key.state].map(escapeText),
  );
  const paint = (text: string, column: number, row: number) =>
    row === 0 ? style.dim(text) : column === HEADINGS.length - 1 ? (text === "active" ? style.green(text) : style.red(text)) : text;
  for (const line of table([HEADINGS, ...rows], paint)) print(line);
  return 0;
}

function stateOf(key: Key, now: number): string {
  if (key.revoked_at !== null) return "revoked";
  return key.expires_at !== null && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

function day(time: string | null, never: string): string {
  return time === null ? never : time.slice(0, 16).replace("T", " ");
}
