import type { Approval } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { StoredVote } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";

type Person = Approval["votes"][number]["user"];

/** Returns a person with the current name and role. */
export function personView(config: OrgConfig, userId: string): Person {
  const member = config.members.find((candidate) => candidate.id === userId);
  return { id: encodeId("usr", userId), name: member?.name ?? "a former member", ...(member ? { role: member.role } : {}) };
}

/** Returns the person who handed the approval over to the voter as `for`; nothing for a vote in the voter's own right. */
export function representedPersonOf({ user_id, right_id }: Pick<StoredVote, "user_id" | "right_id">, config: OrgConfig): { for?: Person } {
  return right_id === null || right_id === user_id ? {} : { for: personView(config, right_id) };
}
