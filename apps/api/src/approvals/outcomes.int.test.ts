import type { Approval } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advanceDue } from "../testing/advance-due.ts";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  const approval = { approvers: ["role:owner"], report_within: "10m" };
  await org.publish(policy("refunds", { effect: "approve", match: { actions: ["refund.issue"] }, approval }));
});
afterAll(() => api.close());

const submission = { action_type: "refund.issue", metadata: { amount: 420 } };

/** Consumes the permit of a new action and lets the time for its report pass. */
async function lose(): Promise<{ id: string; event: string; permit: string }> {
  const { approval_id: id, audit_event_id: event } = await gate.ask(submission);
  await gate.decide(id, "approve");
  const { permit } = (await gate.collect(id)).body;
  await gate.consume(permit, { submission });
  expect((await gate.read(id)).body.outcome).toMatchObject({ status: "awaited", contradicted: false });
  await api.database.inspect(
    "UPDATE app.approval SET due_at = now() - interval '1 s', progress = jsonb_set(progress, '{outcome,due}', '1000') WHERE approval_id = $1",
    [decodeId("apr", id)],
  );
  await advanceDue(api.deps);
  return { id, event, permit };
}
const outcomeOf = async (id: string) => (await gate.read(id)).body.outcome;
const settle = (id: string, body: object) => api.call("POST", `approvals/${id}/outcome`, { token: org.owner, body });
const report = (event: string, status: string) => api.call("POST", `actions/${event}/report`, { token: org.agentKey, body: { status } });
const unknown = async () =>
  (await api.call("GET", "approvals?status=unknown", { token: org.owner })).body.data.map(({ id }: { id: string }) => id);

describe("a consumed permit without a report", () => {
  test("becomes unknown, is listed, and is settled once with evidence", async () => {
    const { id, permit } = await lose();
    expect(await outcomeOf(id)).toMatchObject({ status: "unknown" });
    expect(await unknown()).toContain(id);
    expect((await settle(id, { outcome: "executed" })).body.code).toBe("INVALID_REQUEST");
    for (const evidence of ["", " \n ", "\u200b\u2060"])
      expect((await settle(id, { outcome: "executed", evidence })).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await settle(id, { outcome: "executed", evidence: "Provider lists re_3Q8." })).body.outcome.status).toBe("executed");
    expect((await settle(id, { outcome: "failed", evidence: "No." })).body.code).toBe("OUTCOME_NOT_UNKNOWN");
    expect(await unknown()).not.toContain(id);
    expect((await gate.consume(permit, { submission })).body.code).toBe("PERMIT_CONSUMED");
  });

  test("is listed as settled, with who settled it and when", async () => {
    const list = async (query: string) => (await api.call("GET", `approvals?${query}`, { token: org.owner })).body;
    const [byPerson, byAgent, open] = [await lose(), await lose(), await lose()];
    await settle(byPerson.id, { outcome: "executed", evidence: "Provider lists re_3Q8." });
    await report(byAgent.event, "failure");
    const settled: Approval[] = (await list("status=settled&settled_within=7d")).data;
    expect(settled.map(({ id }) => id)).toEqual(expect.arrayContaining([byPerson.id, byAgent.id]));
    expect(settled.map(({ id }) => id)).not.toContain(open.id);
    const outcome = (id: string) => settled.find((one) => one.id === id)?.outcome;
    expect(outcome(byPerson.id)).toMatchObject({ status: "executed", settled_at: expect.any(String), settled_by: { name: "Olive Owner" } });
    expect(outcome(byAgent.id)).toMatchObject({ status: "failed", settled_at: expect.any(String) });
    expect(outcome(byAgent.id)).not.toHaveProperty("settled_by");
    expect((await list("status=settled&settled_within=0d")).code).toBe("INVALID_REQUEST");
    const first = await list("status=settled&limit=1");
    const next = await list(`status=settled&limit=1&cursor=${first.next_cursor}`);
    expect(next.data[0].id).not.toBe(first.data[0].id);
    await settle(open.id, { outcome: "failed", evidence: "The provider has no such payment." });
  });

  test("is not listed as settled when the report came in time", async () => {
    const { approval_id: id, audit_event_id: event } = await gate.ask(submission);
    await gate.decide(id, "approve");
    await gate.consume((await gate.collect(id)).body.permit, { submission });
    await report(event, "success");
    const { data } = (await api.call("GET", "approvals?status=settled", { token: org.owner })).body;
    expect(data.map((one: Approval) => one.id)).not.toContain(id);
  });

  test("is listed oldest first, page by page", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await lose()).id);
    const read = (query: string) => api.call("GET", `approvals?status=unknown&limit=2${query}`, { token: org.owner });
    const first = (await read("")).body;
    const second = (await read(`&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    for (const id of ids) await settle(id, { outcome: "failed", evidence: "The provider has no such payment." });
  });

  test("is settled by a late report of the agent", async () => {
    const { id, event } = await lose();
    expect((await report(event, "failure")).status).toBe(201);
    expect(await outcomeOf(id)).toMatchObject({ status: "failed", contradicted: false });
  });

  test("keeps both outcomes and marks the contradiction when a report disagrees", async () => {
    const { id, event } = await lose();
    await settle(id, { outcome: "failed", evidence: "The provider has no such refund." });
    await report(event, "success");
    expect(await outcomeOf(id)).toMatchObject({ status: "failed", contradicted: true });
    const kinds = (await api.call("GET", `audit/events?limit=20`, { token: org.owner })).body.data.map(
      ({ kind }: { kind: string }) => kind,
    );
    expect(kinds.slice(0, 3)).toEqual(["action.reported", "outcome.settled", "outcome.unknown"]);
  });

  test("does not become unknown when its report came in time", async () => {
    const { approval_id: id, audit_event_id: event } = await gate.ask(submission);
    await gate.decide(id, "approve");
    const { permit } = (await gate.collect(id)).body;
    await gate.consume(permit, { submission });
    await report(event, "success");
    expect(await outcomeOf(id)).toMatchObject({ status: "executed" });
    expect((await settle(id, { outcome: "failed", evidence: "No." })).body.code).toBe("OUTCOME_NOT_UNKNOWN");
  });
});
