import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { loadApprovals } from "./load-approvals.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

const BATCH = 100;

/** Reads the pending requests and the unused approvals of an organisation in batches. */
export async function* openApprovals(
  deps: Pick<Deps, "configs" | "database" | "env" | "now">,
  orgId: string,
): AsyncGenerator<readonly LoadedApproval[]> {
  const scope = grantOrgScope(orgId);
  for (let after: string | null = null; ; ) {
    const rows: { approvalId: string }[] = await deps.database.inOrg(scope, (client) =>
      client.approval.findMany({
        where: { orgId, status: { in: ["pending", "approved"] }, ...(after === null ? {} : { approvalId: { gt: after } }) },
        orderBy: { approvalId: "asc" },
        take: BATCH,
        select: { approvalId: true },
      }),
    );
    const approvalIds = rows.map(({ approvalId }) => approvalId);
    if (approvalIds.length > 0) yield await loadApprovals(deps, scope, { approvalIds, limit: BATCH });
    if (rows.length < BATCH) return;
    after = approvalIds.at(-1) ?? null;
  }
}
