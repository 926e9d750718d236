import { Prisma } from "../generated/prisma/client.ts";
import type { OrgClient } from "../tenancy/in-org.ts";
import { type ActivityMeasure, ADDED, type CountedHour } from "./count-activity.ts";

const MAX_EVIDENCE = 10;

/**
 * Returns the ids of entries that a number of an hour consists of, at most ten: those with the most records, otherwise the newest.
 * @param to position up to which, not including, the log was counted
 */
export async function readEvidence(
  client: OrgClient,
  orgId: string,
  { agent_id, environment, action_type, hour, first_seq }: CountedHour,
  { measure, to }: { readonly measure: ActivityMeasure; readonly to: number },
): Promise<string[]> {
  // Each of the other entries adds one, so that their index has them in order.
  const order = measure === "records" ? Prisma.sql`d.records DESC, e.seq DESC` : Prisma.sql`e.seq DESC`;
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM app.ledger_entry e LEFT JOIN app.decision d ON d.org_id = e.org_id AND d.id = e.id
    WHERE e.org_id = ${orgId}::uuid AND e.seq >= ${first_seq} AND e.seq < ${to} AND date_trunc('hour', e.ts, 'UTC') = ${hour}
      AND e.agent_id = ANY(ARRAY(SELECT g.agent_id FROM app.agent g
        WHERE g.org_id = ${orgId}::uuid AND (g.agent_id = ${agent_id}::uuid OR g.root_agent_id = ${agent_id}::uuid)))
      AND e.environment = ${environment} AND (${action_type} = '' OR e.action_type = ${action_type}) AND ${ADDED[measure]} > 0
    ORDER BY ${order} LIMIT ${MAX_EVIDENCE}`;
  return rows.map(({ id }) => id);
}
