import { type Approval, type ApprovalListQuery, id, timestamp } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { parseDuration } from "@agentlattice/core/policy";
import type { ApprovalQuery } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { whyNot } from "../http/authorize.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { referenceFilter } from "../http/reference-filter.ts";
import { comparedValues } from "./compared-values.ts";
import { loadApprovals } from "./load-approvals.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

const SECOND = 1_000;

/** Cursor: time of the request or of the expiry, and the approval's id. */
const position = z.tuple([timestamp, id("apr")]);

type Query = z.output<typeof ApprovalListQuery>;

const ORDERS = { pending: "expiring", unknown: "oldest" } as const;

/** Lists approvals: pending ones by next expiry, those with an unknown outcome oldest first, others newest first. */
export async function listApprovals({ principal, query, deps }: { principal: Principal; query: Query; deps: Deps }) {
  const pending = query.status === "pending";
  const rows = await loadApprovals(deps, principal.scope, {
    ...filterOf(query.status, principal),
    ...(await referenceFilter(deps, principal, query)),
    agentId: principal.kind === "agent" ? principal.agentId : undefined,
    environment: query.environment,
    extendsBudget: query.extension === "true",
    expiresBefore: query.expires_within === undefined ? undefined : endOf(query.expires_within, deps.now()),
    settledSince: settledSince(query, deps.now()),
    order: query.status === "pending" || query.status === "unknown" ? ORDERS[query.status] : "newest",
    after: placeOf(decodeCursor(query.cursor, position)),
    limit: query.limit + 1,
  });
  const positionOf = ({ view }: LoadedApproval) => [pending ? view.expires_at : view.requested_at, view.id];
  const isCompared = pending && whyNot(principal, "approvals:decide") === null;
  const viewOf = ({ view, submission }: LoadedApproval): Approval =>
    isCompared && submission ? { ...view, argument_values: comparedValues(submission) } : view;
  return toPage(rows, query.limit, viewOf, positionOf);
}

/** Returns the time at which a duration from now ends. */
function endOf(duration: string, now: number): Date {
  return new Date(now + (parseDuration(duration) ?? 0) * SECOND);
}

/** Returns the earliest time of a settlement that the query asks for; undefined when it asks for none. */
function settledSince({ status, settled_within }: Query, now: number): Date | undefined {
  if (settled_within !== undefined) return new Date(now - (parseDuration(settled_within) ?? 0) * SECOND);
  return status === "settled" ? new Date(0) : undefined;
}

function filterOf(status: Query["status"], principal: Principal): Pick<ApprovalQuery, "state" | "decidedBy" | "outcome" | "awaitsReview"> {
  if (status === "unknown") return { outcome: "unknown" };
  if (status === "settled") return {};
  if (status === "review") return { awaitsReview: true };
  if (status === "mine") return { decidedBy: principal.kind === "person" ? principal.userId : undefined };
  return { state: status === "all" ? undefined : status };
}

function placeOf(place: z.output<typeof position> | null): ApprovalQuery["after"] {
  const approvalId = place && decodeId("apr", place[1]);
  return approvalId ? { at: new Date(place[0]), approvalId } : undefined;
}
