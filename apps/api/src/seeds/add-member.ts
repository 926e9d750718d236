import { type OrgScope, type RoleName, storePerson } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { memberEntry } from "../members/member-entry.ts";

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly passwordHash: string;
  /** UUID of the person who adds the member. */
  readonly addedBy: string;
}

/** Creates a person and adds them to an organisation. Returns the person's UUID. */
export async function addMember(deps: Deps, scope: OrgScope, { email, name, role, passwordHash, addedBy }: NewMember): Promise<string> {
  const { orgId } = scope;
  const userId = deps.newId();
  await deps.database.audited(scope, async ({ client, seals }) => {
    await storePerson(client, { userId, email, name, passwordHash });
    const member = { userId, role, roleSince: null };
    await client.member.create({ data: { orgId, ...member, seal: seals.member(member) } });
    const entry = memberEntry({ id: deps.newId(), principal: { userId: addedBy }, userId, change: "added", role });
    return { result: null, entries: [entry], changesAnswers: true };
  });
  return userId;
}
