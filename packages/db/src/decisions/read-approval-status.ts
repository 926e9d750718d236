import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** Where an approval stands; null when there is none, or when it is not this agent's. */
export async function readApprovalStatus(
  reader: OrgReader,
  scope: OrgScope,
  approvalId: string,
  agentId: string | null,
): Promise<string | null> {
  const [row] = await reader.rows<{ status: string }>(scope, {
    name: "approval_status",
    text: "SELECT status FROM app.approval WHERE org_id = $1 AND approval_id = $2 AND ($3::uuid IS NULL OR agent_id = $3)",
    values: [scope.orgId, approvalId, agentId],
  });
  return row?.status ?? null;
}
