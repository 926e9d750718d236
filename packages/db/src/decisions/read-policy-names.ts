import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** Reads the names of policies, including disabled ones, by UUID. */
export async function readPolicyNames(
  reader: OrgReader,
  scope: OrgScope,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (policyIds.length === 0) return new Map();
  const rows = await reader.rows<{ policy_id: string; name: string }>(scope, {
    name: "policy_names",
    text: "SELECT policy_id, name FROM app.policy WHERE org_id = $1 AND policy_id = ANY($2::uuid[])",
    values: [scope.orgId, policyIds],
  });
  return new Map(rows.map((row) => [row.policy_id, row.name]));
}
