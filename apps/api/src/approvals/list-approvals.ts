import { type Approval, type ApprovalCountQuery, type ApprovalListQuery, id, RiskLevel, timestamp } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { parseDuration } from "@agentlattice/core/policy";
import type { ApprovalConditions, ApprovalOrder, ApprovalQuery } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { permissionRefusal } from "../http/authorise.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { referenceFilter } from "../http/reference-filter.ts";
import { lineOf } from "./arguments-line.ts";
import { comparedValues } from "./compared-values.ts";
import { loadApprovals } from "./load-approvals.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

const SECOND = 1_000;

/** Cursor: time of the request or of the expiry, and the approval's id. */
const position = z.tuple([timestamp, id("apr")]);
/** Cursor of the order by risk: its level, time of the expiry, and the approval's id. */
const riskPosition = z.tuple([RiskLevel, timestamp, id("apr")]);

type Query = z.output<typeof ApprovalListQuery>;
type Conditions = z.output<typeof ApprovalCountQuery>;

const ORDERS = { time_left: "expiring", newest: "newest", oldest: "oldest", risk: "risk" } as const;

/** Lists approvals in the order of the query, by default pending ones by next expiry, those with an unknown outcome oldest first, and others newest first. */
export async function listApprovals({ principal, query, deps }: { principal: Principal; query: Query; deps: Deps }) {
  const order = orderOf(query);
  const conditions = await conditionsOf(deps, principal, query);
  if (conditions === null) return { data: [], has_more: false, next_cursor: null };
  const rows = await loadApprovals(deps, principal.scope, {
    ...conditions,
    order,
    after: positionAfter(query.cursor, order),
    limit: query.limit + 1,
  });
  const positionOf = ({ view: { id, risk, expires_at, requested_at } }: LoadedApproval) => {
    if (order === "risk") return [risk.level, expires_at, id];
    return [order === "expiring" ? expires_at : requested_at, id];
  };
  const isCompared = query.status === "pending" && permissionRefusal(principal, "approvals:decide") === null;
  const viewOf = ({ view, submission }: LoadedApproval): Approval =>
    isCompared && submission ? { ...view, argument_values: comparedValues(submission), ...lineOf(submission) } : view;
  return toPage(rows, query.limit, viewOf, positionOf);
}

/** Counts the approvals that the same query lists on all pages. */
export async function countApprovals({ principal, query, deps }: { principal: Principal; query: Conditions; deps: Deps }) {
  const conditions = await conditionsOf(deps, principal, query);
  return { count: conditions === null ? 0 : await deps.database.countApprovals(principal.scope, conditions) };
}

/** Returns the conditions of a query that the principal may read; null when no approval can meet them. */
async function conditionsOf(deps: Deps, principal: Principal, query: Conditions): Promise<ApprovalConditions | null> {
  const asked = query.agent_id === undefined ? undefined : (decodeId("agt", query.agent_id) ?? undefined);
  // An agent lists its own requests only.
  const own = principal.kind === "agent" ? principal.agentId : undefined;
  if (own !== undefined && asked !== undefined && asked !== own) return null;
  return {
    ...filterOf(query.status, principal),
    ...(await referenceFilter(deps, principal, query)),
    agentId: own ?? asked,
    risk: query.risk,
    policyId: query.policy_id,
    actionType: query.action_type,
    environment: query.environment,
    extendsBudget: query.extension === "true",
    expiresBefore: query.expires_within === undefined ? undefined : endOf(query.expires_within, deps.now()),
    settledSince: settledSince(query, deps.now()),
  };
}

/** Returns the time at which a duration from now ends. */
function endOf(duration: string, now: number): Date {
  return new Date(now + (parseDuration(duration) ?? 0) * SECOND);
}

/** Returns the earliest time of a settlement that the query asks for; undefined when it asks for none. */
function settledSince({ status, settled_within }: Conditions, now: number): Date | undefined {
  if (settled_within !== undefined) return new Date(now - (parseDuration(settled_within) ?? 0) * SECOND);
  return status === "settled" ? new Date(0) : undefined;
}

function filterOf(
  status: Query["status"],
  principal: Principal,
): Pick<ApprovalConditions, "state" | "decidedBy" | "outcome" | "awaitsReview"> {
  if (status === "unknown") return { outcome: "unknown" };
  if (status === "settled") return {};
  if (status === "review") return { awaitsReview: true };
  if (status === "mine") return { decidedBy: principal.kind === "person" ? principal.userId : undefined };
  return { state: status === "all" ? undefined : status };
}

function orderOf({ sort, status }: Query): ApprovalOrder {
  if (sort !== undefined) return ORDERS[sort];
  if (status === "pending") return "expiring";
  return status === "unknown" ? "oldest" : "newest";
}

function positionAfter(cursor: string | undefined, order: ApprovalOrder): ApprovalQuery["after"] {
  const after = order === "risk" ? decodeCursor(cursor, riskPosition) : decodeCursor(cursor, position);
  if (!after) return undefined;
  const [risk, at, id] = after.length === 3 ? after : [undefined, ...after];
  const approvalId = decodeId("apr", id);
  return approvalId ? { at: new Date(at), approvalId, risk } : undefined;
}
