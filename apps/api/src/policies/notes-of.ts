import { isDecidingRole } from "@agentlattice/core/approval";
import { type Directory, noteApprovers, type Policy, type PolicyIssue, policyNotes } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { personalChannels } from "../channels/notices/personal-channels.ts";
import { unreachableNotes } from "../channels/notices/unreachable-notes.ts";
import type { Deps } from "../deps.ts";

/** Returns the notes on a valid policy as the fields of a response; no field without notes. */
export async function notesOf(
  client: OrgClient,
  orgId: string,
  policy: Policy,
  deps: Pick<Deps, "mail">,
): Promise<{ notes?: PolicyIssue[] }> {
  const notes = [...policyNotes(policy)];
  if (policy.spec.approval) notes.push(...noteApprovers(policy, await readDirectory(client, orgId)));
  if (policy.spec.approval?.notify) {
    const endpoints = await client.endpoint.findMany({ where: { orgId, enabled: true } });
    notes.push(...unreachableNotes(policy, { endpoints, personal: await personalChannels(deps, client, { orgId }) }));
  }
  return notes.length > 0 ? { notes } : {};
}

/** Reads the people who decide approvals and the groups of the organisation. */
async function readDirectory(client: OrgClient, orgId: string): Promise<Directory> {
  const members = await client.member.findMany({ where: { orgId }, select: { role: true, user: { select: { email: true } } } });
  const groups = await client.approverGroup.findMany({ where: { orgId }, select: { name: true } });
  const deciding = members.filter(({ role }) => isDecidingRole(role));
  return {
    roles: new Set(deciding.map(({ role }) => role)),
    people: new Set(deciding.map(({ user }) => user.email)),
    groups: new Set(groups.map(({ name }) => name)),
  };
}
