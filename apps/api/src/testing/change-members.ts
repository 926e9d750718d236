import { openRowSeals } from "@agentlattice/db";
import type { TestDatabase } from "@agentlattice/test-kit";

interface Row {
  readonly orgId: string;
  readonly userId: string;
  readonly role: string;
  readonly roleSince: Date | null;
}

/** A time at which a role was granted long enough ago to decide high risk. */
export const TWO_DAYS_AGO = (): Date => new Date(Date.now() - 2 * 24 * 3_600_000);

/**
 * Changes members by SQL with their seals, in one statement, as the product does.
 * @param email the person to change; every person by default
 */
export async function changeMembers(
  database: TestDatabase,
  change: Partial<Pick<Row, "role" | "roleSince">>,
  email: string | null = null,
): Promise<void> {
  const sealsOf = openRowSeals(Buffer.from(database.kek));
  const rows = await database.inspect<Row>(
    `SELECT m.org_id AS "orgId", m.user_id AS "userId", m.role, m.role_since AS "roleSince" FROM app.member m JOIN app.app_user u USING (user_id)
      WHERE $1::text IS NULL OR u.email = $1`,
    [email],
  );
  const changed = rows.map((row) => ({ ...row, ...change }));
  await database.inspect(
    `UPDATE app.member m SET role = u.role, role_since = u.role_since, seal = u.seal
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::bytea[]) u(org_id, user_id, role, role_since, seal)
      WHERE m.org_id = u.org_id AND m.user_id = u.user_id`,
    [
      changed.map(({ orgId }) => orgId),
      changed.map(({ userId }) => userId),
      changed.map(({ role }) => role),
      changed.map(({ roleSince }) => roleSince),
      changed.map((row) => sealsOf(row.orgId).member(row)),
    ],
  );
}
