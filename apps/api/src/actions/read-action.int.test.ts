import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(
    policy("merge-review", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner"] } }),
  );
  await org.publish(
    policy("refunds", { effect: "allow", match: { actions: ["refund"] }, require: [{ field: "amount", operator: "lt", value: 50 }] }),
  );
});
afterAll(() => api.close());

const call = async (method: "GET" | "POST", path: string, body?: object, token = org.agentKey) =>
  (await api.call(method, path, { token, ...(body ? { body } : {}) })).body;
const ask = (action_type: string, more: object = {}) => call("POST", "actions", { action_type, ...more });
const read = (id: string) => call("GET", `actions/${id}`);
const decide = (id: string, decision: object) => call("POST", `approvals/${id}/decision`, decision, org.owner);

test("returns the status of the approval and the outcome of the execution", async () => {
  const [denied, withdrawn, taken] = [
    await ask("pr.merge"),
    await ask("pr.merge"),
    await ask("pr.merge", { memory: { op: "write", scope: "agent", class: "internal" }, skill: "release-notes" }),
  ];
  expect((await read(denied.audit_event_id)).message).toBe("A person must approve this (policy merge-review).");
  await decide(denied.approval_id, { decision: "deny", reason: "Not today." });
  await call("POST", `approvals/${withdrawn.approval_id}/cancel`, {});
  const { digest } = await call("GET", `approvals/${taken.approval_id}`);
  await decide(taken.approval_id, { decision: "approve", digest });
  const executed = await call("POST", `approvals/${taken.approval_id}/collect`, {});
  expect(executed.message).toBe("A person approved this, and the agent collected the approval.");
  expect(JSON.parse(executed.receipt.entry).data.event_types).toEqual(["action.executed", "memory.write", "skill.invoked"]);
  expect((await read(denied.audit_event_id)).message).toBe("pr.merge was denied by a reviewer. Not today.");
  expect((await read(withdrawn.audit_event_id)).message).toBe("pr.merge was cancelled. Do not run it.");
});

test("returns the conditions as evidence, also when the action is read again", async () => {
  const now = await ask("refund", { metadata: { amount: 70 } });
  expect(now.decision.conditions_evaluated).toMatchObject([{ field: "amount", expected: 50, actual: 70, result: false }]);
  for (const answer of [now, await read(now.audit_event_id)]) {
    expect(answer.decision.conditions_evaluated).toEqual(now.conditions_evaluated);
    expect(answer.conditions_evaluated).toEqual(now.conditions_evaluated);
  }
});
