import { grantColumns } from "../keys/row-seals.ts";
import type { AuditedContext } from "../ledger/audited.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

type GrantRow = Awaited<ReturnType<OrgClient["approvalGrant"]["findMany"]>>[number];

/** Stores the end of grants with their seals. */
export async function storeGrantEnds({ client, seals, now }: AuditedContext, grants: readonly GrantRow[], because: string): Promise<void> {
  const [first] = grants;
  if (!first) return;
  const endedAt = new Date(now);
  const grantIds = grants.map(({ grantId }) => grantId);
  const values = grants.map((grant) => seals.grant(grantColumns({ ...grant, endedAt, endedBecause: because })));
  await client.$executeRaw`UPDATE app.approval_grant g SET seal = u.seal, ended_at = ${endedAt}::timestamptz, ended_because = ${because}
    FROM unnest(${grantIds}::uuid[], ${values}::bytea[]) u(grant_id, seal) WHERE g.org_id = ${first.orgId}::uuid AND g.grant_id = u.grant_id`;
}
