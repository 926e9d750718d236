import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Returns the future owner of an agent. People with the role member can only name themselves.
 * @throws AppError FORBIDDEN, or INVALID_REQUEST when the person is not a member of this organisation
 */
export async function resolveOwner(client: OrgClient, principal: Principal, owner: string | null): Promise<string | null> {
  const userId = owner && decodeId("usr", owner);
  if (principal.kind === "person" && principal.role === "member" && userId !== principal.userId) {
    throw new AppError("FORBIDDEN", {
      detail: "People with the role member can only own agents themselves. Ask an owner or admin to change the owner.",
    });
  }
  if (!userId) return null;
  const { orgId } = principal.scope;
  const member = await client.member.findUnique({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } });
  if (!member)
    throw new AppError("INVALID_REQUEST", {
      detail: "owner: must be the id of a member of this organisation. GET /members lists them.",
      errors: [{ path: "owner", message: "must be a member of this organisation" }],
    });
  return userId;
}
