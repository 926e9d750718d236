import type { Approval, ApprovalListQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { ApprovalQuery } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { cursorRefused, decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { type LoadedApproval, loadApprovals } from "./load-approvals.ts";

type Query = z.output<typeof ApprovalListQuery>;

/** Pending: what runs out first comes first. Everything else: newest first. */
export async function listApprovals({ principal, query, deps }: { principal: Principal; query: Query; deps: Deps }) {
  const pending = query.status === "pending";
  const rows = await loadApprovals(deps, principal.scope, {
    ...filterOf(query.status, principal),
    agentId: principal.kind === "agent" ? principal.agentId : undefined,
    order: pending ? "expiring" : "newest",
    after: placeOf(decodeCursor(query.cursor, 2)),
    limit: query.limit + 1,
  });
  const positionOf = ({ view }: LoadedApproval) => [pending ? view.expires_at : view.requested_at, view.id];
  return toPage(rows, query.limit, (row): Approval => row.view, positionOf);
}

function filterOf(status: Query["status"], principal: Principal): Pick<ApprovalQuery, "state" | "decidedBy"> {
  if (status === "mine") return { decidedBy: principal.kind === "person" ? principal.userId : undefined };
  return { state: status === "all" ? undefined : status };
}

/** @throws AppError INVALID_REQUEST for a cursor of another list */
function placeOf(position: (string | number)[] | null): ApprovalQuery["after"] {
  if (!position) return undefined;
  const at = new Date(String(position[0]));
  const approvalId = decodeId("apr", String(position[1]));
  if (!approvalId || Number.isNaN(at.getTime())) throw cursorRefused();
  return { at, approvalId };
}
