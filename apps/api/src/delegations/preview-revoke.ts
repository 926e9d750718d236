import type { RevokePreview } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { readSubtree } from "@agentlattice/db";
import { toApprovalRecord } from "../approvals/approval-row.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { findDelegation } from "./find-delegation.ts";
import { statusOf } from "./to-delegation.ts";

const SHOWN = 50;

interface PreviewInput {
  readonly principal: Principal;
  readonly delegationId: string;
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Previews the effect of revoking a delegation. It takes no lock, so the effect may differ later. @throws AppError NOT_FOUND */
export function previewRevoke({ principal, delegationId, deps }: PreviewInput): Promise<RevokePreview> {
  const { orgId } = principal.scope;
  const now = deps.now();
  return deps.database.inOrg(principal.scope, async (client) => {
    const row = await findDelegation(client, principal, delegationId);
    const subtree = await readSubtree(client, orgId, [delegationId]);
    const activeRows = await client.delegation.findMany({
      where: { orgId, delegationId: { in: subtree }, endedAt: null, expiresAt: { gt: new Date(now) } },
      select: { childAgentId: true },
    });
    const where = {
      orgId,
      agentId: { in: activeRows.map((one) => one.childAgentId) },
      dueAt: { not: null },
      status: { in: ["pending", "approved"] },
    };
    const [approvals, pending, approved] = [
      await client.approval.findMany({
        where,
        orderBy: { approvalId: "asc" },
        take: SHOWN,
        include: { agent: { select: { name: true } } },
      }),
      await client.approval.count({ where: { ...where, status: "pending" } }),
      await client.approval.count({ where: { ...where, status: "approved" } }),
    ];
    const active = statusOf(row, now) === "active";
    return {
      id: encodeId("del", delegationId),
      active,
      descendants: activeRows.length - (active ? 1 : 0),
      approvals: approvals.map((approval) => ({
        id: encodeId("apr", approval.approvalId),
        status: approval.status as "pending" | "approved",
        action_type: approval.actionType,
        requested_by: { id: encodeId("agt", approval.agentId), name: approval.agent.name },
        requested_at: approval.requestedAt.toISOString(),
        risk: toApprovalRecord(approval).risk.level,
      })),
      pending_approvals: pending,
      approved_approvals: approved,
    };
  });
}
