import type { Approval } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgConfig } from "../config/org-config.ts";

/** Returns a person with the current name and role. */
export function personView(config: OrgConfig, userId: string): Approval["votes"][number]["user"] {
  const member = config.members.find((candidate) => candidate.id === userId);
  return { id: encodeId("usr", userId), name: member?.name ?? "a former member", ...(member ? { role: member.role } : {}) };
}
