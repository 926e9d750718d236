import type { OrgClient } from "./in-org.ts";

/** Locks a member until the end of the transaction, so that concurrent changes of what belongs to the person run one after the other. */
export async function lockMember(client: OrgClient, orgId: string, userId: string): Promise<void> {
  await client.$queryRaw`SELECT 1 FROM app.member WHERE org_id = ${orgId}::uuid AND user_id = ${userId}::uuid FOR NO KEY UPDATE`;
}
