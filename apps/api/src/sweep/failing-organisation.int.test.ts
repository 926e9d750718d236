import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { gateOf } from "../testing/gate.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const uuidOf = ({ orgId }: { orgId: string }) => String(decodeId("org", orgId));

it("an organisation whose ledger cannot be written does not delay due work of others", async () => {
  const [broken, sound] = await Promise.all([api.createOrg(), api.createOrg()]);
  await broken.addMember("operator");
  const spec = { effect: "approve", match: { actions: ["run.it"] }, approval: { approvers: ["role:operator"], expires: "1h" } };
  await broken.publish(policy("asks", spec));
  const gate = gateOf(api.call, broken);
  const stuck = await gate.request({ action_type: "run.it" });
  const child = await delegate(api, sound.agentKey);

  // The head no longer fits the entries, as after somebody has changed the database.
  const [head] = await api.database.inspect<{ frontier: Buffer }>("SELECT frontier FROM app.ledger_head WHERE org_id = $1", [
    uuidOf(broken),
  ]);
  const setFrontier = (frontier: Buffer | undefined) =>
    api.database.inspect("UPDATE app.ledger_head SET frontier = $2 WHERE org_id = $1", [uuidOf(broken), frontier]);
  await setFrontier(Buffer.alloc(32, 1));
  const past = "- interval '2 hours'";
  await api.database.inspect(
    `UPDATE app.approval SET requested_at = requested_at ${past}, due_at = due_at ${past}, expires_at = expires_at ${past} WHERE org_id = $1`,
    [uuidOf(broken)],
  );
  await api.database.inspect(
    `UPDATE app.delegation SET created_at = created_at ${past}, expires_at = expires_at ${past} WHERE org_id = $1`,
    [uuidOf(sound)],
  );

  // The status of a delegation follows from its times; the entry is what the sweeper records.
  const endings = async () =>
    (await api.call("GET", "audit/events?kind=delegation.expired", { token: sound.owner })).body.data.map(
      ({ subject }: { subject: { id: string } }) => subject.id,
    );
  await expect.poll(endings).toEqual([child.id]);
  const { lookups } = api.deps.database;
  expect(await lookups.dueApprovals(10, [])).toMatchObject([{ org_id: uuidOf(broken) }]);
  expect(await lookups.dueApprovals(10, [uuidOf(broken)])).toEqual([]);
  expect(await lookups.nextDue([uuidOf(broken)])).toBeNull();
  expect(await lookups.nextDue([])).toBe(0);

  await setFrontier(head?.frontier);
  await expect.poll(async () => (await gate.read(stuck)).body.status, { timeout: 20_000 }).toBe("expired");
});
