import type { Approval, ApprovalListQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { type LoadedApproval, loadApprovals } from "./load-approvals.ts";

type Query = z.output<typeof ApprovalListQuery>;

/** Pending: what runs out first comes first. Everything else: newest first. */
export async function listApprovals({ principal, query, deps }: { principal: Principal; query: Query; deps: Deps }) {
  const pending = query.status === "pending";
  const position = decodeCursor(query.cursor, 2);
  const own = principal.kind === "agent" ? { agentId: principal.agentId } : {};
  const rows = await loadApprovals(deps, principal.scope, {
    where: { AND: [own, statusFilter(query.status, principal), position ? afterPosition(position, pending) : {}] },
    orderBy: pending ? [{ expiresAt: "asc" }, { approvalId: "asc" }] : [{ requestedAt: "desc" }, { approvalId: "desc" }],
    take: query.limit + 1,
  });
  const positionOf = ({ view }: LoadedApproval) => [pending ? view.expires_at : view.requested_at, view.id];
  return toPage(rows, query.limit, (row): Approval => row.view, positionOf);
}

function statusFilter(status: Query["status"], principal: Principal) {
  if (status === "pending") return { status: "pending" };
  if (status === "mine") return principal.kind === "person" ? { decidedBy: principal.userId } : {};
  return status === "decided" ? { status: { not: "pending" } } : {};
}

function afterPosition([time, id]: (string | number)[], ascending: boolean) {
  const at = new Date(String(time));
  const approvalId = decodeId("apr", String(id)) ?? "00000000-0000-0000-0000-000000000000";
  const field = ascending ? "expiresAt" : "requestedAt";
  const beyond = ascending ? { gt: at } : { lt: at };
  return { OR: [{ [field]: beyond }, { [field]: at, approvalId: ascending ? { gt: approvalId } : { lt: approvalId } }] };
}
