import { decodeId } from "@agentlattice/core";
import { expect, vi } from "vitest";
import { dueAnomalies } from "../sweep/due-anomalies.ts";
import { policy, type TestApi, type TestOrg } from "./api-fixture.ts";

const uuidOf = (prefix: "agt" | "org", id: string) => decodeId(prefix, id) as string;

/** Creates an organisation whose agent has worked with `doc.read` for ten days: ten requests with 40 records in each of the hours. */
export async function createCalibrated(api: TestApi, environment = "prod"): Promise<TestOrg> {
  const org = await api.createOrg();
  await org.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await countActivity(api, org);
  for (const action of ["", "doc.read"])
    await api.database.inspect(
      `INSERT INTO app.agent_activity (org_id, agent_id, environment, action_type, hour, requests, records, escalations, delegations, bypasses)
       SELECT $1, $2, '${environment}', $3, date_trunc('hour', clock_timestamp(), 'UTC') - make_interval(hours => n), 10, 40, 0, 0, 0
       FROM generate_series(1, 240) n`,
      [uuidOf("org", org.orgId), uuidOf("agt", org.agentId), action],
    );
  return org;
}

/** Counts the activity of an organisation up to the end of its log, unless the housekeeper of a process does. */
export async function countActivity(api: TestApi, org: TestOrg): Promise<void> {
  await dueAnomalies(api.deps).run(uuidOf("org", org.orgId), []);
  const due = "SELECT 1 FROM app.due_anomalies(1000, '{}') WHERE org_id = $1";
  await vi.waitFor(async () => expect(await api.database.inspect(due, [uuidOf("org", org.orgId)])).toEqual([]), { timeout: 20_000 });
}
