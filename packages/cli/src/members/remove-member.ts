import type { Creation, Member, RemovedMember } from "@agentlattice/contract";
import type { ApiContext, PersonFlags } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { ask } from "../login/prompt.ts";
import { UsageError } from "../usage-error.ts";
import { readMembers } from "./list-members.ts";

export interface RemoveFlags extends PersonFlags {
  readonly revoke?: readonly string[];
  readonly yes?: boolean;
}

/** Shows what a member created, asks for confirmation, and removes the member. @throws UsageError */
export async function removeMember(context: ApiContext, named: string, flags: RemoveFlags): Promise<number> {
  const { api, json, log, print, printJson } = context;
  const revoke = readChoice(flags.revoke);
  const member = findMember(await readMembers(context), named);
  const params = { user_id: member.id };
  if (!flags.yes) {
    if (json || !process.stdin.isTTY) throw new UsageError("Give --yes to remove a member without confirmation.");
    const { remaining } = await api.listCreations({ params });
    log(escapeText(`${member.name} (${member.email}), ${member.role}`));
    for (const item of remaining) log(escapeText(`  ${isChosen(revoke, item) ? "revoke" : "keep"}  ${describe(item)}`));
    if (!/^y(es)?$/i.test((await ask("Remove this member? [y/N] ")).trim())) {
      log("Nothing was changed.");
      return 0;
    }
  }
  const removed = await api.removeMember({ params, body: { revoke: typeof revoke === "string" ? revoke : [...revoke] } });
  if (json) printJson(removed);
  else for (const line of describeRemoval(member, removed)) print(escapeText(line));
  return 0;
}

/** @throws UsageError for all or none beside something else */
function readChoice(given: readonly string[] = ["all"]): "all" | "none" | readonly string[] {
  const [first] = given;
  if (given.length === 1 && (first === "all" || first === "none")) return first;
  if (given.includes("all") || given.includes("none")) throw new UsageError("Give --revoke all, --revoke none, or only ids.");
  return given;
}

/** @throws UsageError for somebody who is not a member */
function findMember(members: readonly Member[], named: string): Member {
  const found = members.find(({ id, email }) => id === named || email === named.trim().toLowerCase());
  if (found) return found;
  throw new UsageError(`There is no member ${named}. agentlattice members list shows the members.`);
}

function isChosen(revoke: "all" | "none" | readonly string[], { id }: Creation): boolean {
  return revoke === "all" || (revoke !== "none" && revoke.includes(id));
}

const TYPE: Readonly<Record<Creation["type"], string>> = {
  key: "organisation key",
  agent_key: "agent key",
  webhook: "webhook",
  callback: "callback",
  grant: "grant",
};

function describe({ type, id, name, agent, created_at }: Creation): string {
  return `${TYPE[type]} ${name}${agent ? ` of ${agent.name}` : ""}, ${id}, created ${created_at.slice(0, 10)}`;
}

function describeRemoval({ name, email }: Member, { ended, revoked, remaining }: RemovedMember): string[] {
  const counts = Object.entries(ended)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} ${count}`);
  return [
    `removed ${name} (${email})${counts.length > 0 ? `; ended: ${counts.join(", ")}` : ""}`,
    ...revoked.map((item) => `revoked ${describe(item)}`),
    ...remaining.map((item) => `still works: ${describe(item)}`),
  ];
}
