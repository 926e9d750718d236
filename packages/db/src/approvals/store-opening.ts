import type { OrgClient } from "../tenancy/in-org.ts";

/** Ids are UUIDs. */
interface Opening {
  readonly orgId: string;
  readonly approvalId: string;
  readonly userId: string;
}

/** Stores that a person opens a pending request now, by the database's clock. Returns false when there is no such request. */
export async function storeOpening(client: OrgClient, { orgId, approvalId, userId }: Opening): Promise<boolean> {
  const found = await client.approval.findUnique({ where: { orgId_approvalId: { orgId, approvalId } }, select: { status: true } });
  if (found?.status !== "pending") return found !== null;
  // The times of votes have milliseconds, so a later vote is never before the opening.
  await client.$executeRaw`
    INSERT INTO app.approval_opening (org_id, approval_id, user_id, vote, opened_at)
    SELECT ${orgId}::uuid, ${approvalId}::uuid, ${userId}::uuid, count(*), date_trunc('milliseconds', clock_timestamp())
    FROM app.approval_vote WHERE org_id = ${orgId}::uuid AND approval_id = ${approvalId}::uuid AND user_id = ${userId}::uuid
    ON CONFLICT (org_id, approval_id, user_id, vote) DO UPDATE SET opened_at = EXCLUDED.opened_at`;
  return true;
}
