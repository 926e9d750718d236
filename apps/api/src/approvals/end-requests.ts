import type { Actor } from "@agentlattice/core/ledger";
import { type EndReason, endWithRequester, type SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { endGrants } from "../grants/end-grants.ts";
import { toApprovalRecord } from "./approval-row.ts";

export interface EndRequests {
  readonly orgId: string;
  /** UUIDs of the agents whose requests end. */
  readonly where: { readonly agentId: { readonly in: string[] } } | { readonly keyId: string };
  readonly reason: Exclude<EndReason, "AGENT_HALTED" | "NO_ELIGIBLE_APPROVER">;
  readonly actor: Actor;
}

/** Ended approvals, to be announced after the commit. */
export interface EndedRequests {
  readonly ids: readonly string[];
  readonly entries: readonly SettledEntry[];
}

/**
 * Ends the open approvals of agents, or of a key, in one audited change: pending requests are cancelled, unused
 * approvals are revoked, and grants end.
 * INVARIANT: the head is locked, so none of them can be decided or collected after this commits.
 */
export async function endRequests(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  { orgId, where, reason, actor }: EndRequests,
): Promise<EndedRequests> {
  const { client } = context;
  const open = await client.approval.findMany({
    where: { orgId, ...where, dueAt: { not: null }, status: { in: ["pending", "approved"] } },
    orderBy: { approvalId: "asc" },
  });
  const ids: string[] = [];
  const entries: SettledEntry[] = [];
  for (const approval of open) {
    const ended = endWithRequester(toApprovalRecord(approval), { entry_id: deps.newId(), actor, reason });
    if (!ended) continue;
    const { approvalId } = approval;
    await client.approval.update({
      where: { orgId_approvalId: { orgId, approvalId } },
      data: { status: ended.row.status, refusal: ended.row.refusal, dueAt: null },
      select: { orgId: true },
    });
    ids.push(approvalId);
    entries.push(ended.entry);
  }
  const grants = await endGrants(deps, context, { orgId, where, reason, actor });
  return { ids, entries: [...entries, ...grants] };
}
