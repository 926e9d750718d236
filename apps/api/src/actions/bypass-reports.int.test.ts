import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(policy("merges", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:owner"] } }));
});
afterAll(() => api.close());

const report = (event: string, status: string, headers: Record<string, string> = {}) =>
  api.call("POST", `actions/${event}/report`, { token: org.agentKey, headers, body: { status, message: "done" } });
const refused = async () => (await api.call("GET", "audit/events?kind=report.refused&limit=100", { token: org.owner })).body.data;
const merge = () => gate.ask({ action_type: "pr.merge" });

describe("reporting the success of an action", () => {
  test.each(["success", "partial"])("refuses and records it for an action that was denied: %s", async (status) => {
    const { audit_event_id } = await gate.ask({ action_type: "db.drop" });
    const before = (await refused()).length;
    expect(await report(audit_event_id, status)).toMatchObject({ status: 409, body: { code: "ACTION_NOT_EXECUTED", retryable: false } });
    const found = await refused();
    expect(found).toHaveLength(before + 1);
    expect(found[0]).toMatchObject({
      kind: "report.refused",
      action_type: "db.drop",
      event_types: ["report.refused"],
      agent_id: org.agentId,
    });
  });

  test("refuses and records it for an action that is pending, denied by a person or withdrawn", async () => {
    const [pending, denied, withdrawn] = [await merge(), await merge(), await merge()];
    await gate.decide(denied.approval_id, "deny");
    await api.call("POST", `approvals/${withdrawn.approval_id}/cancel`, { token: org.agentKey });
    for (const { audit_event_id } of [pending, denied, withdrawn])
      expect((await report(audit_event_id, "success")).body.code).toBe("ACTION_NOT_EXECUTED");
    expect((await gate.read(pending.approval_id)).body.status).toBe("pending");
  });

  test("accepts it for an action that was collected", async () => {
    const { approval_id, audit_event_id } = await merge();
    await gate.decide(approval_id, "approve");
    expect((await report(audit_event_id, "success")).body.code).toBe("ACTION_NOT_EXECUTED");
    const { executed_event_id } = (await gate.collect(approval_id)).body;
    expect((await report(audit_event_id, "success")).status).toBe(201);
    // The id that collect returned names the same action, in every route that takes an action.
    expect(executed_event_id).not.toBe(audit_event_id);
    const again = await report(executed_event_id, "failure");
    expect(again).toMatchObject({ status: 201, body: { audit_event_id, status: "failure" } });
    const body = { audit_event_id: executed_event_id, status: "partial" };
    expect(await api.call("POST", "report", { token: org.agentKey, body })).toMatchObject({ status: 201, body: { audit_event_id } });
    expect((await api.call("GET", `actions/${executed_event_id}`, { token: org.agentKey })).body).toMatchObject({
      audit_event_id,
      executed_event_id,
    });
    const other = await api.createOrg("Other");
    expect(
      (await api.call("POST", `actions/${executed_event_id}/report`, { token: other.agentKey, body: { status: "success" } })).status,
    ).toBe(404);
  });

  test("records one entry and returns the same refusal for a repeated Idempotency-Key", async () => {
    const { audit_event_id } = await gate.ask({ action_type: "db.drop" });
    const before = (await refused()).length;
    const headers = { "idempotency-key": "bypass" };
    const answers = await Promise.all([1, 2, 3].map(() => report(audit_event_id, "success", headers)));
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill("ACTION_NOT_EXECUTED"));
    expect(await refused()).toHaveLength(before + 1);
  });

  test("appears on the agent's page, in the posture and in the agents that need attention", async () => {
    const { audit_event_id } = await gate.ask({ action_type: "db.drop" });
    await report(audit_event_id, "success");
    const count = (await refused()).length;
    const agent = (await api.call("GET", `agents/${org.agentId}?include=record`, { token: org.owner })).body;
    expect(agent.record.anomalies).toBe(count);
    const posture = (await api.call("GET", "posture", { token: org.owner })).body;
    const evidence = posture.components.outcome_reporting.evidence;
    expect(evidence).toContainEqual(expect.objectContaining({ id: "not-executed", count, href: "/audit?kind=report.refused" }));
    expect((await api.call("GET", "audit/events?anomaly=OFF_HOURS", { token: org.owner })).body.data).toEqual([]);
    expect((await api.call("GET", "audit/events?anomaly=off_hours", { token: org.owner })).body.code).toBe("INVALID_REQUEST");
    expect(JSON.stringify((await api.call("GET", "overview", { token: org.owner })).body)).toContain("not_executed");
  });
});

test("accepts a failure of an action that was denied", async () => {
  const { audit_event_id } = await gate.ask({ action_type: "db.drop" });
  const before = (await refused()).length;
  expect((await report(audit_event_id, "failure")).status).toBe(201);
  expect(await refused()).toHaveLength(before);
});
