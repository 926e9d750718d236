import type { Member } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";

/** Reads every member. */
export async function readMembers({ api }: Pick<ApiContext, "api">): Promise<Member[]> {
  const members: Member[] = [];
  for await (const member of listAll((page) => api.listMembers({ query: page }))) members.push(member);
  return members;
}

/** Lists the members with their roles. */
export async function listMembers(context: ApiContext): Promise<number> {
  const { json, style, print, printJson } = context;
  const members = await readMembers(context);
  if (json) {
    printJson({ members });
    return 0;
  }
  const rows = members.map(({ id, name, email, role, joined_at }) => [id, name, email, role, joined_at.slice(0, 10)].map(escapeText));
  for (const line of table([["ID", "NAME", "EMAIL", "ROLE", "JOINED"], ...rows], (text, _, row) => (row === 0 ? style.dim(text) : text)))
    print(line);
  return 0;
}
