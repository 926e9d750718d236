import type { Group, GroupInput } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { announceApproval } from "../approvals/announce.ts";
import { endUndecidable } from "../approvals/end-undecidable.ts";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findGroup, toGroup } from "./list-groups.ts";

interface ChangeInput {
  readonly principal: PersonPrincipal;
  /** UUID of the group. */
  readonly groupId: string;
  readonly deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">;
}

/** Creates a group of approvers. @throws AppError NAME_TAKEN, NOT_FOUND for somebody who is not a member */
export async function createGroup(input: {
  readonly principal: PersonPrincipal;
  readonly input: GroupInput;
  readonly once: Once;
  readonly deps: Pick<Deps, "newId">;
}): Promise<Group> {
  const { principal, once, deps } = input;
  const { name, members } = input.input;
  const { orgId } = principal.scope;
  const groupId = deps.newId();
  return once(async ({ client, now }) => {
    if (await client.approverGroup.findUnique({ where: { orgId_name: { orgId, name } }, select: { groupId: true } }))
      throw new AppError("NAME_TAKEN", { detail: "Another group has this name. Choose another one." });
    const userIds = await findMembers(client, orgId, members);
    await client.approverGroup.create({ data: { orgId, groupId, name, createdAt: new Date(now) }, select: { groupId: true } });
    await addMembers(client, { orgId, groupId, now }, userIds);
    const entry = groupEntry({ deps, principal, groupId, change: "created", members });
    return { result: toGroup(await findGroup(client, orgId, groupId)), entries: [entry], changesAnswers: true };
  });
}

/**
 * Replaces the members of a group, for every later decision. Members who stay keep the time at which they joined. Requests that nobody
 * else can decide escalate or end.
 * @throws AppError NOT_FOUND
 */
export async function changeGroup(input: ChangeInput & { readonly members: readonly string[] }): Promise<Group> {
  const { principal, groupId, members, deps } = input;
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client, now } = context;
    await findGroup(client, orgId, groupId);
    const userIds = await findMembers(client, orgId, members);
    await client.approverGroupMember.deleteMany({ where: { orgId, groupId, userId: { notIn: userIds } } });
    await addMembers(client, { orgId, groupId, now }, userIds);
    const entry = groupEntry({ deps, principal, groupId, change: "changed", members });
    const ended = await endUndecidable(deps, context, { orgId, actor: actorOf(principal) });
    const group = toGroup(await findGroup(client, orgId, groupId));
    return { result: { group, ended: ended.ids }, entries: [entry, ...ended.entries], changesAnswers: true };
  });
  for (const approvalId of result.ended) announceApproval(deps, orgId, approvalId, null);
  return result.group;
}

/** Deletes a group. Requests that nobody else can decide escalate or end. @throws AppError NOT_FOUND */
export async function deleteGroup({ principal, groupId, deps }: ChangeInput): Promise<void> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client } = context;
    await findGroup(client, orgId, groupId);
    await client.approverGroup.delete({ where: { orgId_groupId: { orgId, groupId } }, select: { groupId: true } });
    const entry = groupEntry({ deps, principal, groupId, change: "removed", members: [] });
    const ended = await endUndecidable(deps, context, { orgId, actor: actorOf(principal) });
    return { result: ended.ids, entries: [entry, ...ended.entries], changesAnswers: true };
  });
  for (const approvalId of result) announceApproval(deps, orgId, approvalId, null);
}

/** Returns the UUIDs of people who must be members of the organisation. @throws AppError NOT_FOUND */
async function findMembers(client: OrgClient, orgId: string, members: readonly string[]): Promise<string[]> {
  const userIds = [...new Set(members)].map((id) => decodeId("usr", id) ?? "");
  const known = await client.member.count({ where: { orgId, userId: { in: userIds } } });
  if (known !== userIds.length)
    throw new AppError("NOT_FOUND", { detail: "A person of the list is not a member. GET /members lists the members." });
  return userIds;
}

/** Adds people to a group. Those who are in it already are left as they are. */
async function addMembers(
  client: OrgClient,
  { orgId, groupId, now }: { orgId: string; groupId: string; now: number },
  userIds: readonly string[],
): Promise<void> {
  const data = userIds.map((userId) => ({ orgId, groupId, userId, since: new Date(now) }));
  await client.approverGroupMember.createMany({ data, skipDuplicates: true });
}

function groupEntry(input: {
  readonly deps: Pick<Deps, "newId">;
  readonly principal: PersonPrincipal;
  readonly groupId: string;
  readonly change: "created" | "changed" | "removed";
  readonly members: readonly string[];
}) {
  const { deps, principal, groupId, change, members } = input;
  const group = encodeId("grp", groupId);
  return configEntry({
    id: deps.newId(),
    kind: "group.changed",
    actor: { type: "user", id: encodeId("usr", principal.userId) },
    subject: { type: "group", id: group },
    data: { group, change, members: [...new Set(members)].sort() },
  });
}
