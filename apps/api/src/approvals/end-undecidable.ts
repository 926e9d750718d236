import { dueAt } from "@agentlattice/core/approval";
import type { Actor } from "@agentlattice/core/ledger";
import { type SettledEntry, settleUndecidable } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import { readMembers } from "../config/read-members.ts";
import type { Deps } from "../deps.ts";
import { toApprovalRecord } from "./approval-row.ts";
import type { EndedRequests } from "./end-requests.ts";

/**
 * Checks the pending requests of an organisation after a change of its roles or groups, in the same audited change. Requests that too few
 * people can decide escalate to their fallback approvers; those that nobody may decide end.
 * INVARIANT: the head is locked, and a submission that was evaluated before the change is evaluated again, so none is missed.
 */
export async function endUndecidable(
  deps: Pick<Deps, "newId">,
  { client, now, seals }: AuditedContext,
  { orgId, actor }: { readonly orgId: string; readonly actor: Actor },
): Promise<EndedRequests> {
  const pending = await client.approval.findMany({ where: { orgId, status: "pending" }, orderBy: { approvalId: "asc" } });
  if (pending.length === 0) return { ids: [], entries: [] };
  const electorate = { people: await readMembers(client, seals, orgId), now };
  const ids: string[] = [];
  const entries: SettledEntry[] = [];
  for (const approval of pending) {
    const settled = settleUndecidable(toApprovalRecord(approval), electorate, { entry_id: deps.newId(), actor });
    if (!settled) continue;
    const { approvalId } = approval;
    const { row, entry } = settled;
    const due = dueAt(row);
    await client.approval.update({
      where: { orgId_approvalId: { orgId, approvalId } },
      data: {
        status: row.status,
        refusal: row.refusal,
        progress: { ...row.progress } as object,
        dueAt: due === null ? null : new Date(due),
      },
      select: { orgId: true },
    });
    ids.push(approvalId);
    entries.push(entry);
  }
  return { ids, entries };
}
