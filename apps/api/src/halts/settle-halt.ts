import { encodeId } from "@agentlattice/core";
import { dueAt } from "@agentlattice/core/approval";
import type { Actor } from "@agentlattice/core/ledger";
import { coversAction } from "@agentlattice/core/policy";
import { type ApprovalRecord, endWithRequester, freezeApproval } from "@agentlattice/core/settle";
import { type AuditedContext, type AuditedWork, grantOrgScope, type OrgClient } from "@agentlattice/db";
import { announceApproval } from "../approvals/announce.ts";
import { toApprovalRecord } from "../approvals/approval-row.ts";
import type { Deps } from "../deps.ts";
import type { HaltRow } from "./find-halt.ts";
import { approvalsIn, toCoreScope } from "./halt-scope.ts";

/** Number of approvals per transaction, so that the head is locked for a short time only. */
const BATCH = 200;

/** The approvals that a batch ended, and the last one it looked at; null after the last batch. */
interface Batch {
  readonly ended: readonly string[];
  readonly next: string | null;
}

/**
 * Ends the pending approvals that a halt covers, and freezes the deadlines of unused ones. It may run again after a crash, and concurrently.
 */
export async function settleHalt(deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">, orgId: string, haltId: string): Promise<void> {
  for (let from: string | null = null; ; ) {
    const { result }: { result: Batch } = await deps.database.audited(grantOrgScope(orgId), (context) =>
      settleBatch(deps, context, { orgId, haltId, from }),
    );
    for (const approvalId of result.ended) announceApproval(deps, orgId, approvalId, null);
    if (result.next === null) return;
    from = result.next;
  }
}

async function settleBatch(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  { orgId, haltId, from }: { orgId: string; haltId: string; from: string | null },
): Promise<AuditedWork<Batch>> {
  const { client } = context;
  const nothing = { result: { ended: [], next: null }, entries: [], changesAnswers: false };
  const halt = await client.halt.findUnique({ where: { orgId_haltId: { orgId, haltId } } });
  if (!halt || halt.settledAt || halt.resumedAt) return nothing;
  const rows = await client.approval.findMany({
    where: {
      ...(await approvalsIn(client, orgId, halt)),
      ...(from === null ? {} : { approvalId: { gt: from } }),
      // Collected approvals matter while their permit is unused.
      OR: [
        { status: { in: ["pending", "approved"] } },
        { status: "used", permits: { some: { consumedAt: null, expiresAt: { gt: new Date(context.now) } } } },
      ],
    },
    orderBy: { approvalId: "asc" },
    take: BATCH,
  });
  const actor = actorOfHalt(halt, orgId);
  const covered = rows.map(toApprovalRecord).filter((approval) => isCovered(halt, approval));
  const entries = covered.flatMap((approval) => endPending(deps, approval, actor) ?? []);
  const frozen = covered.flatMap((approval) => freezeApproval(approval, halt.requestedAt.getTime()) ?? []);
  for (const { row } of entries) await storeEnd(client, orgId, row);
  for (const one of frozen) await storeFreeze(client, orgId, one);
  const isLast = rows.length < BATCH;
  await client.halt.update({
    where: { orgId_haltId: { orgId, haltId } },
    data: {
      denied: { increment: entries.length },
      frozen: { increment: frozen.length },
      ...(isLast ? { settledAt: new Date(context.now) } : {}),
    },
    select: { orgId: true },
  });
  return {
    result: { ended: entries.map(({ row }) => row.approval_id), next: isLast ? null : (rows.at(-1)?.approvalId ?? null) },
    entries: entries.map(({ entry }) => entry),
    changesAnswers: false,
  };
}

/** Returns who halted, for the entries of the approvals that end. */
function actorOfHalt({ requestedBy }: HaltRow, orgId: string): Actor {
  return requestedBy === null ? { type: "system", id: encodeId("org", orgId) } : { type: "user", id: encodeId("usr", requestedBy) };
}

/** The filter found the agents below a halted one, so only the pattern is compared again. */
function isCovered(halt: HaltRow, { action_type, environment }: ApprovalRecord): boolean {
  return halt.agentId !== null || coversAction(toCoreScope(halt), { action_type, environment, agents: [] });
}

function endPending(deps: Pick<Deps, "newId">, approval: ApprovalRecord, actor: Actor) {
  return approval.status === "pending" ? endWithRequester(approval, { entry_id: deps.newId(), actor, reason: "AGENT_HALTED" }) : null;
}

async function storeEnd(client: OrgClient, orgId: string, { approval_id, status, refusal }: ApprovalRecord): Promise<void> {
  await client.approval.update({
    where: { orgId_approvalId: { orgId, approvalId: approval_id } },
    data: { status, refusal, dueAt: null },
    select: { orgId: true },
  });
}

async function storeFreeze(
  client: OrgClient,
  orgId: string,
  { row, frozen_at }: NonNullable<ReturnType<typeof freezeApproval>>,
): Promise<void> {
  const { approval_id: approvalId, progress } = row;
  const due = dueAt(row);
  await client.approval.update({
    where: { orgId_approvalId: { orgId, approvalId } },
    data: { progress: progress as object, dueAt: due === null ? null : new Date(due) },
    select: { orgId: true },
  });
  await client.haltFreeze.create({ data: { orgId, approvalId, frozenAt: new Date(frozen_at) }, select: { orgId: true } });
}
