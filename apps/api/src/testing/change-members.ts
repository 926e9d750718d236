import { isSealed, openRowSeals } from "@agentlattice/db";
import type { TestDatabase } from "@agentlattice/test-kit";

interface Row {
  readonly orgId: string;
  readonly userId: string;
  readonly role: string;
  readonly roleSince: Date | null;
  readonly seal: Buffer | null;
}

/** Changes members by SQL with their seals, as the product does. @param change such as `role_since = NULL` */
export async function changeMembers(database: TestDatabase, change: string, values: readonly unknown[] = []): Promise<void> {
  await database.inspect(`UPDATE app.member SET ${change}`, [...values]);
  const sealsOf = openRowSeals(Buffer.from(database.kek));
  const rows = await database.inspect<Row>(
    'SELECT org_id AS "orgId", user_id AS "userId", role, role_since AS "roleSince", seal FROM app.member',
  );
  for (const row of rows) {
    const seal = sealsOf(row.orgId).member(row);
    if (isSealed(row.seal, seal)) continue;
    await database.inspect("UPDATE app.member SET seal = $3 WHERE org_id = $1 AND user_id = $2", [row.orgId, row.userId, seal]);
  }
}
