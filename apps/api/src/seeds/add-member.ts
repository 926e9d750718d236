import { encodeId } from "@agentlattice/core";
import type { OrgScope, RoleName } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly passwordHash: string;
  /** UUID of the person who adds them. */
  readonly addedBy: string;
}

/** Adds a person who is new to this installation to an organisation. Returns their UUID. */
export async function addMember(deps: Deps, scope: OrgScope, { email, name, role, passwordHash, addedBy }: NewMember): Promise<string> {
  const { orgId } = scope;
  const userId = deps.newId();
  const user = encodeId("usr", userId);
  await deps.database.audited(scope, async ({ client }) => {
    // createMany reads nothing back: a person is visible only through a membership, which does not exist yet.
    await client.appUser.createMany({ data: [{ userId, email, name, passwordHash }] });
    await client.member.create({ data: { orgId, userId, role } });
    const entry = configEntry({
      id: deps.newId(),
      kind: "member.changed",
      actor: { type: "user", id: encodeId("usr", addedBy) },
      subject: { type: "user", id: user },
      data: { user, change: "added", role },
    });
    return { result: null, entries: [entry], changesAnswers: true };
  });
  return userId;
}
