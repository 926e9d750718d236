import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let ana: Awaited<ReturnType<TestOrg["addMember"]>>;
let bob: Awaited<ReturnType<TestOrg["addMember"]>>;

const AMOUNT = { field: "amount", max: "requested", min: 1 };

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
  bob = await org.addMember("operator");
  const editable = [AMOUNT, { field: "currency", one_of: ["EUR", "USD"] }, { field: "note", pattern: "[a-z ]{1,20}" }];
  await org.publish(
    policy("refunds", { effect: "approve", match: { actions: ["refund.issue"] }, approval: { approvers: ["role:operator"], editable } }),
  );
  await org.publish(
    policy("pairs", {
      effect: "approve",
      match: { actions: ["refund.pair"] },
      approval: { approvers: ["role:operator"], quorum: 2, editable },
    }),
  );
  const never = [{ field: "amount", operator: "eq", value: 13 }];
  await org.publish(policy("no-thirteen", { effect: "deny", match: { actions: ["refund.*"] }, when: { all: never } }));
});
afterAll(() => api.close());

const submission = (amount: number, action_type = "refund.issue") => ({
  action_type,
  supports: ["edit"],
  metadata: { amount, currency: "EUR", note: "broken item", order: "A-10452" },
});
const ask = (action_type = "refund.issue") => gate.request(submission(480, action_type));
const edit = (id: string, edits: object, token = ana.token) => gate.decide(id, "approve", { token, body: { edits } });

describe("an edit", () => {
  test("is approved, collected and consumed, and the ledger contains both digests", async () => {
    const id = await ask();
    const requested = (await gate.read(id)).body.digest;
    const decided = await edit(id, { amount: 420 });
    expect(decided.body).toMatchObject({
      status: "approved",
      requested_digest: requested,
      effective: { metadata: { amount: 420, order: "A-10452" } },
    });
    expect(decided.body.digest).not.toBe(requested);
    const collected = await gate.collect(id);
    expect(collected.body).toMatchObject({ status: "executed", effective: { metadata: { amount: 420, currency: "EUR" } } });
    const wrong = await gate.consume(collected.body.permit, { submission: submission(480) });
    expect(wrong.body.code).toBe("PERMIT_PAYLOAD_MISMATCH");
    expect((await gate.consume(collected.body.permit, { submission: submission(420) })).status).toBe(200);
    const executed = await api.call("GET", `audit/events/${collected.body.executed_event_id}`, { token: org.owner });
    expect(executed.text).toContain(decided.body.digest);
    expect(executed.text).toContain(requested);
    const review = (await api.call("GET", `approvals/${id}/review`, { token: ana.token })).body;
    expect(review).toMatchObject({
      submission: { metadata: { amount: 420 } },
      requested: { metadata: { amount: 480 } },
      editable: [
        { ...AMOUNT, current: 420, requested: 480 },
        { field: "currency", current: "EUR", requested: "EUR" },
        { field: "note", current: "broken item", requested: "broken item" },
      ],
    });
  });

  test.each([
    ["above its bound", { amount: 481 }],
    ["below its bound", { amount: 0.5 }],
    ["of another type", { amount: "420" }],
    ["that is not one of the values", { currency: "GBP" }],
    ["that does not match", { note: "DROP TABLE" }],
    ["of another field", { order: "A-1" }],
    ["of a field that was not sent", { "metadata.missing": 1 }],
    ["of the agent", { "agent.name": "root" }],
    ["of one field under two names", { amount: 20, "metadata.amount": 30 }],
    ["of a prototype", { "__proto__.amount": 1 }],
  ])("is refused and changes nothing: %s", async (_, edits) => {
    const id = await ask();
    const { digest } = (await gate.read(id)).body;
    expect((await edit(id, edits)).body).toMatchObject({ status: 422, code: "EDIT_NOT_ALLOWED" });
    expect((await gate.read(id)).body).toMatchObject({ status: "pending", digest });
  });

  test("keeps a number at 0 or more where the policy bounds only its maximum", async () => {
    const bounded = async (name: string, field: object) => {
      const approval = { approvers: ["role:operator"], editable: [{ field: "amount", ...field }] };
      await org.publish(policy(name, { effect: "approve", match: { actions: [`${name}.run`] }, approval }));
      return (amount: number | string) =>
        gate.request({ action_type: `${name}.run`, metadata: { amount }, supports: ["edit"] } as unknown as ReturnType<typeof submission>);
    };
    const editableOf = async (id: string) => (await api.call("GET", `approvals/${id}/review`, { token: ana.token })).body.editable;
    const refused = { status: 422, code: "EDIT_NOT_ALLOWED", detail: "amount must be at least 0." };
    for (const [name, max] of [
      ["requested-max", "requested"],
      ["fixed-max", 500],
    ] as const) {
      const request = await bounded(name, { max });
      const id = await request(480);
      expect(await editableOf(id)).toMatchObject([{ field: "amount", max, min: 0, requested: 480 }]);
      expect((await edit(id, { amount: -1 })).body).toMatchObject(refused);
      expect((await edit(id, { amount: 0 })).status).toBe(200);
      expect((await edit(await request("480"), { amount: "-1" })).body).toMatchObject(refused);
      const negative = await request(-480);
      expect((await editableOf(negative))[0]).not.toHaveProperty("min");
      expect((await edit(negative, { amount: -500 })).status).toBe(200);
    }
    const own = await bounded("own-min", { max: 500, min: -10 });
    expect((await edit(await own(480), { amount: -5 })).status).toBe(200);
  });

  test("that a policy denies is refused", async () => {
    const id = await ask();
    expect((await edit(id, { amount: 13 })).body).toMatchObject({ status: 409, code: "EDIT_DENIED" });
    expect((await gate.read(id)).body.status).toBe("pending");
  });

  test("is neither offered nor accepted for a caller that did not promise to use it", async () => {
    const { supports: _, ...unpromised } = submission(480);
    for (const body of [unpromised, { ...unpromised, supports: ["redact"] }]) {
      const id = await gate.request(body);
      const before = (await gate.read(id)).body;
      expect((await api.call("GET", `approvals/${id}/review`, { token: ana.token })).body).toMatchObject({
        editable: [],
        edit_refusal: "EDIT_NOT_PROMISED",
      });
      const refused = await edit(id, { amount: 40 });
      expect(refused.body).toMatchObject({ status: 409, code: "EDIT_NOT_PROMISED", detail: expect.stringContaining("deny it") });
      expect((await gate.read(id)).body).toMatchObject({ status: "pending", digest: before.digest });
      expect((await gate.decide(id, "approve", { token: ana.token })).body.status).toBe("approved");
      expect((await gate.collect(id)).body).not.toHaveProperty("effective");
    }
    const promised = (await api.call("GET", `approvals/${await ask()}/review`, { token: ana.token })).body;
    expect(promised).toMatchObject({ edit_refusal: null, editable: [{ field: "amount" }, { field: "currency" }, { field: "note" }] });
  });

  test("requires an approval", async () => {
    const id = await ask();
    const denied = await gate.decide(id, "deny", { token: ana.token, body: { edits: { amount: 1 } } });
    expect(denied.body.code).toBe("INVALID_REQUEST");
  });

  test("drops the earlier votes and requires new ones for the new digest", async () => {
    const id = await ask("refund.pair");
    const { digest } = (await gate.read(id)).body;
    await gate.decide(id, "approve", { token: ana.token });
    expect((await edit(id, { amount: 300 }, bob.token)).body).toMatchObject({
      status: "pending",
      stages: [{ approvals: 1, votes: [{ user: { id: bob.userId } }] }],
    });
    const old = await api.call("POST", `approvals/${id}/decision`, { token: ana.token, body: { decision: "approve", digest } });
    expect(old.body.code).toBe("DIGEST_MISMATCH");
    expect((await gate.decide(id, "approve", { token: ana.token })).body.status).toBe("approved");
    expect((await gate.collect(id)).body).toMatchObject({ status: "executed", effective: { metadata: { amount: 300 } } });
  });

  test("is bounded by the submission as it was sent", async () => {
    const id = await ask("refund.pair");
    await edit(id, { amount: 100 });
    expect((await edit(id, { amount: 481 }, bob.token)).body.code).toBe("EDIT_NOT_ALLOWED");
    expect((await edit(id, { amount: 200 }, bob.token)).body.effective.metadata.amount).toBe(200);
  });
});
