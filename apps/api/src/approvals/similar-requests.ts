import type { ApprovalReview } from "@agentlattice/contract";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

const DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

/** The statuses of requests that people approved, whatever happened afterwards. */
export const APPROVED_STATUSES: ReadonlySet<string> = new Set(["approved", "used", "lapsed", "revoked", "refused"]);

/** Counts the other requests of the last days by the same agent, for the same action and environment, for which the same policies asked. */
export async function countSimilar(
  deps: Pick<Deps, "database" | "now">,
  scope: OrgScope,
  { approval_id, agent_id, action_type, environment, policies }: ApprovalRecord,
): Promise<ApprovalReview["similar"]> {
  const asking = policies.flatMap(({ id, verdict }) => (verdict === "approve" ? [{ id, verdict }] : []));
  const counts = await deps.database.inOrg(scope, (client) =>
    client.approval.groupBy({
      by: ["status"],
      where: {
        orgId: scope.orgId,
        approvalId: { not: approval_id },
        agentId: agent_id,
        actionType: action_type,
        environment,
        requestedAt: { gte: new Date(deps.now() - DAYS * DAY_MS) },
        policies: { array_contains: asking },
      },
      _count: true,
    }),
  );
  const count = (matches: (status: string) => boolean) =>
    counts.reduce((sum, { status, _count }) => (matches(status) ? sum + _count : sum), 0);
  return {
    days: DAYS,
    requests: count(() => true),
    approved: count((status) => APPROVED_STATUSES.has(status)),
    denied: count((status) => status === "denied"),
  };
}
