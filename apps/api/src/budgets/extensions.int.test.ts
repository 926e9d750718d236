import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceDue } from "../testing/advance-due.ts";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let other: TestProcess;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
}, 60_000);
afterAll(() => api.close());

type Body = Record<string, unknown>;
const submit = (body: Body, call = api.call, headers: Record<string, string> = {}) =>
  call("POST", "actions", { token: org.agentKey, body, headers });
const reserve = (body: Body, headers: Record<string, string> = {}) =>
  api.call("POST", "budgets/reserve", { token: org.agentKey, body, headers });
const extend = (id: string, amounts: Body, more: Body = {}, token = org.owner) =>
  gate.decide(id, "approve", { token, body: { extend: amounts, ...more } });
const budgetOf = async (action: string) =>
  ((await api.call("GET", "budgets", { token: org.owner })).body.data as { actions: string[] }[]).find(
    ({ actions }) => actions[0] === action,
  );
const entryOf = async (id: string, kind: string) => {
  const { data } = (await api.call("GET", `audit/events?approval_id=${id}&kind=${kind}`, { token: org.owner })).body;
  return JSON.parse((await api.call("GET", `audit/events/${data[0].id}`, { token: org.owner })).body.entry).data;
};

/** Publishes a budget whose cap people may extend. */
const cap = (action: string, budget: Body, max: string | number, approval: Body = {}) =>
  org.publish(
    policy(
      `p-${action.replaceAll(".", "-")}`,
      {
        match: { actions: [action] },
        effect: "allow",
        limits: [{ budget: { ...budget, per: "day", at_cap: "ask", extend: { max } } }],
        approval,
      },
      { labels: { risk: "low" } },
    ),
  );

describe("an action at a cap", () => {
  it("waits for a person, whose amount allows it", async () => {
    await cap("one.pay", { usd: "1.00" }, "2.00");
    await submit({ action_type: "one.pay", usage: { usd: "0.80" } });
    const check = await api.call("POST", "actions/check", {
      token: org.agentKey,
      body: { action_type: "one.pay", usage: { usd: "0.50" } },
    });
    expect(check.body).toMatchObject({ allowed: false, needs_approval: true, policy_name: "p-one-pay" });
    const asked = await submit({ action_type: "one.pay", usage: { usd: "0.50" } }, api.call, { "x-al-event-id": "one" });
    expect([asked.status, asked.body]).toMatchObject([
      202,
      {
        status: "requested",
        policy_name: "p-one-pay",
        message: "A person must extend a budget (policy p-one-pay): this would bring the budget of 1.00 usd to 1.30.",
        decision: { action: "REQUIRE_APPROVAL", reason_codes: ["APPROVAL_REQUIRED", "COST_BUDGET_EXCEEDED"] },
      },
    ]);
    const id = asked.body.approval_id;
    expect((await gate.read(id)).body.extension).toEqual({
      caps: [
        {
          policy: { id: expect.stringMatching(/^pol_/), name: "p-one-pay" },
          path: "spec.limits[0].budget",
          measure: "usd",
          cap: "1.00",
          needed: "0.30",
          max: "2.00",
          left: "2.00",
        },
      ],
      amounts: null,
    });
    expect((await gate.decide(id, "approve")).body.code).toBe("EXTENSION_REQUIRED");
    const decided = await extend(id, { usd: "0.50" });
    expect([decided.status, decided.body]).toMatchObject([200, { status: "approved", extension: { amounts: { usd: "0.50" } } }]);
    expect(await entryOf(id, "approval.decided")).toMatchObject({
      extend: { usd_micros: 500_000 },
      extended: [{ measure: "usd", amount: 500_000, total: 500_000 }],
    });
    expect((await gate.collect(id)).body.status).toBe("executed");
    expect(await budgetOf("one.pay")).toMatchObject({ cap: "1.50", extended: "0.50", used: "0.00", reserved: "1.30", remaining: "0.20" });
    const again = await submit({ action_type: "one.pay", usage: { usd: "0.50" } }, api.call, { "x-al-event-id": "one" });
    expect([again.headers.get("idempotency-replayed"), again.body.audit_event_id]).toEqual(["true", asked.body.audit_event_id]);
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body.chain_valid).toBe(true);
  });

  it("is listed among the requests that extend a budget while it is pending", async () => {
    await cap("listed.pay", { calls: 1 }, 3);
    await org.publish(policy("p-asks", { match: { actions: ["asks.pay"] }, effect: "approve" }));
    await submit({ action_type: "asks.pay" });
    await submit({ action_type: "listed.pay" });
    const { body } = await submit({ action_type: "listed.pay" });
    const list = (query: string) => api.call("GET", `approvals?${query}`, { token: org.owner });
    const found = (await list("status=pending&extension=true")).body.data;
    expect(found.filter(({ action_type }: Body) => action_type === "asks.pay")).toEqual([]);
    expect(found).toContainEqual(expect.objectContaining({ id: body.approval_id }));
    await gate.decide(body.approval_id, "deny");
    expect((await list("status=pending&extension=true&limit=200")).body.data).not.toContainEqual(
      expect.objectContaining({ id: body.approval_id }),
    );
    expect((await list("extension=yes")).body.code).toBe("INVALID_REQUEST");
  });

  it("is refused with any other amount, and denied when a person denies it", async () => {
    await cap("bounds.pay", { calls: 1 }, 3);
    await submit({ action_type: "bounds.pay" });
    const id = (await submit({ action_type: "bounds.pay" })).body.approval_id;
    for (const amounts of [{ calls: 4 }, { calls: 0 }, { usd: "1.00" }, { calls: 1, tokens: 1 }, {}])
      expect([amounts, (await extend(id, amounts)).body]).toMatchObject([amounts, { status: 422, code: "EXTENSION_NOT_ALLOWED" }]);
    expect((await extend(id, { calls: 4 })).body.detail).toBe(
      "Extend the budget by at least 1 calls and at most 3 calls, and by nothing else.",
    );
    for (const amounts of [{ calls: -1 }, { calls: 1.5 }, { calls: "1" }, { usd: -1 }, { other: 1 }, null, 3])
      expect([amounts, (await extend(id, amounts as Body)).body]).toMatchObject([amounts, { code: "INVALID_REQUEST" }]);
    expect((await gate.decide(id, "deny", { body: { extend: { calls: 1 } } })).body.code).toBe("INVALID_REQUEST");
    expect((await gate.decide(id, "deny")).body.status).toBe("denied");
    expect(await budgetOf("bounds.pay")).toMatchObject({ extended: 0, used: 0, reserved: 1 });
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_DENIED");
  });

  it("is refused below the needed amount, so that no extension is useless", async () => {
    await cap("least.pay", { usd: "1.00" }, "2.00");
    await submit({ action_type: "least.pay", usage: { usd: "1.00" } });
    const id = (await submit({ action_type: "least.pay", usage: { usd: "0.50" } })).body.approval_id;
    const refused = await extend(id, { usd: "0.4999" });
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: "EXTENSION_NOT_ALLOWED", detail: "Extend the budget by at least 0.50 usd and at most 2.00 usd, and by nothing else." },
    ]);
    expect(await budgetOf("least.pay")).toMatchObject({ cap: "1.00", extended: "0.00" });
    expect((await extend(id, { usd: "0.50" })).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
  });

  it("must still fit when it is collected", async () => {
    await cap("small.pay", { calls: 1 }, 5);
    await submit({ action_type: "small.pay" });
    const [first, second] = [await submit({ action_type: "small.pay" }), await submit({ action_type: "small.pay" })];
    await extend(first.body.approval_id, { calls: 1 });
    expect((await submit({ action_type: "small.pay" })).body.status).toBe("executed");
    expect((await gate.collect(first.body.approval_id)).body).toMatchObject({
      code: "APPROVAL_REFUSED",
      detail: expect.stringContaining("BUDGET_EXCEEDED"),
    });
    await extend(second.body.approval_id, { calls: 1 });
    expect((await gate.collect(second.body.approval_id)).body.status).toBe("executed");
    expect(await budgetOf("small.pay")).toMatchObject({ cap: 3, extended: 2, reserved: 3 });
  });

  it("is denied once the extensions of the period have reached the maximum", async () => {
    await cap("bound.pay", { calls: 1 }, 1);
    await submit({ action_type: "bound.pay" });
    const waiting = [await submit({ action_type: "bound.pay" }), await submit({ action_type: "bound.pay" })].map(
      ({ body }) => body.approval_id,
    );
    const leftOf = async (id: string) => (await gate.read(id)).body.extension.caps[0].left;
    expect(await leftOf(waiting[1])).toBe(1);
    const approved = (await extend(waiting[0], { calls: 1 })).body;
    expect(approved.status).toBe("approved");
    expect(approved.extension.caps[0]).not.toHaveProperty("left");
    expect([await leftOf(waiting[0]), await leftOf(waiting[1])]).toEqual([undefined, 0]);
    const listed = await api.call("GET", "approvals?status=pending&extension=true", { token: org.owner });
    expect(listed.body.data.find(({ id }: Body) => id === waiting[1]).extension.caps[0].left).toBe(0);
    expect((await extend(waiting[1], { calls: 1 })).body).toMatchObject({
      code: "EXTENSION_NOT_ALLOWED",
      detail: expect.stringContaining("The request needs 1 calls more, and the policy allows only 0 calls more in this period."),
    });
    await gate.collect(waiting[0]);
    expect((await submit({ action_type: "bound.pay" })).body).toMatchObject({ status: "denied", denial_reason: "BUDGET_EXCEEDED" });
  });

  it("is extended once: by a repeated decision, by two people concurrently, and after an undo", async () => {
    await cap("once.pay", { calls: 1 }, 9);
    const admin = await org.addMember("admin");
    const person = async () => ({ digest: (await gate.read(id)).body.digest });
    await submit({ action_type: "once.pay" });
    const id = (await submit({ action_type: "once.pay" })).body.approval_id;
    const { digest } = await person();
    const decide = (call: typeof api.call, token: string, key?: string) =>
      call("POST", `approvals/${id}/decision`, {
        token,
        headers: key ? { "idempotency-key": key } : {},
        body: { decision: "approve", digest, extend: { calls: 2 } },
      });
    const both = await Promise.all([decide(api.call, org.owner, "k1"), decide(other.call, admin.token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await decide(other.call, org.owner, "k1")).status).toBe(both[0]?.status);
    expect(await budgetOf("once.pay")).toMatchObject({ extended: 2 });
    const winner = both[0]?.status === 200 ? org.owner : admin.token;
    expect((await api.call("POST", `approvals/${id}/undo`, { token: winner })).body.status).toBe("pending");
    expect(await budgetOf("once.pay")).toMatchObject({ extended: 0 });
    expect((await extend(id, { calls: 3 }, {}, winner)).body.status).toBe("approved");
    expect(await budgetOf("once.pay")).toMatchObject({ extended: 3 });
    expect((await api.call("POST", `approvals/${id}/revoke`, { token: winner })).body.status).toBe("revoked");
    expect(await budgetOf("once.pay")).toMatchObject({ extended: 0 });
  });

  it("requires the same amount from every person of a quorum", async () => {
    await cap("quorum.pay", { calls: 1 }, 9, { approvers: ["role:operator"], quorum: 2 });
    const [one, two] = [await org.addMember("operator"), await org.addMember("operator")];
    await submit({ action_type: "quorum.pay" });
    const id = (await submit({ action_type: "quorum.pay" })).body.approval_id;
    expect((await extend(id, { calls: 2 })).body.code).toBe("NOT_ELIGIBLE");
    expect((await extend(id, { calls: 2 }, {}, one.token)).body).toMatchObject({
      status: "pending",
      extension: { caps: [{ max: 9, left: 9 }], amounts: { calls: 2 } },
    });
    expect(await budgetOf("quorum.pay")).toMatchObject({ extended: 0 });
    expect((await extend(id, { calls: 3 }, {}, two.token)).body.code).toBe("EXTENSION_MISMATCH");
    expect((await extend(id, { calls: 2 }, {}, two.token)).body.status).toBe("approved");
    expect(await budgetOf("quorum.pay")).toMatchObject({ extended: 2 });
  });

  it("extends nothing when it expires undecided", async () => {
    await cap("late.pay", { calls: 1 }, 9, { expires: "1m" });
    await submit({ action_type: "late.pay" });
    const id = (await submit({ action_type: "late.pay" })).body.approval_id;
    await api.database.inspect(
      `UPDATE app.approval SET requested_at = requested_at - interval '2 min', expires_at = expires_at - interval '2 min',
        due_at = due_at - interval '2 min' WHERE approval_id = $1`,
      [decodeId("apr", id)],
    );
    expect((await extend(id, { calls: 1 })).body.code).toBe("APPROVAL_EXPIRED");
    await advanceDue(api.deps);
    expect((await gate.read(id)).body.status).toBe("expired");
    expect(await budgetOf("late.pay")).toMatchObject({ extended: 0 });
  });

  it("requests an extension for those of 20 concurrent callers that exceed it, and is exact afterwards", { timeout: 60_000 }, async () => {
    await cap("crowd.pay", { calls: 5 }, 10);
    const calls = Array.from({ length: 20 }, (_, i) => submit({ action_type: "crowd.pay" }, i % 2 === 0 ? api.call : other.call));
    const answers = (await Promise.all(calls)).map(({ body }) => body);
    const waiting = answers.flatMap(({ approval_id }) => approval_id ?? []) as string[];
    expect(answers.filter(({ status }) => status === "executed")).toHaveLength(5);
    expect(waiting).toHaveLength(15);
    const decided = await Promise.all(
      waiting.map((id, i) => gateOf(i % 2 === 0 ? api.call : other.call, org).decide(id, "approve", { body: { extend: { calls: 3 } } })),
    );
    expect(decided.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(decided.filter(({ body }) => body.code === "EXTENSION_NOT_ALLOWED")).toHaveLength(12);
    expect(await budgetOf("crowd.pay")).toMatchObject({ cap: 14, extended: 9, reserved: 5 });
    const more = await Promise.all(
      Array.from({ length: 20 }, (_, i) => submit({ action_type: "crowd.pay" }, i % 2 ? api.call : other.call)),
    );
    expect(more.filter(({ body }) => body.status === "executed")).toHaveLength(9);
    expect(await budgetOf("crowd.pay")).toMatchObject({ extended: 9, reserved: 14 });
  });

  it("requires the approvers of the budget in addition to those of another policy", async () => {
    await cap("both.pay", { calls: 1 }, 5, { approvers: ["role:owner"] });
    await org.publish(
      policy(
        "p-both-ask",
        { match: { actions: ["both.pay"] }, effect: "approve", approval: { approvers: ["role:admin"] } },
        { labels: { risk: "low" } },
      ),
    );
    const admin = await org.addMember("admin");
    const first = (await submit({ action_type: "both.pay" })).body.approval_id;
    await gate.decide(first, "approve", { token: admin.token });
    await gate.collect(first);
    const second = (await submit({ action_type: "both.pay" })).body.approval_id;
    expect((await gate.read(second)).body.stages).toHaveLength(2);
    expect((await extend(second, { calls: 1 }, {}, admin.token)).body.status).toBe("pending");
    expect((await extend(second, { calls: 1 })).body.status).toBe("approved");
    expect((await gate.collect(second)).body.status).toBe("executed");
  });
});

describe("a reservation at a cap", () => {
  const wanted = { usd: "0.60", action_type: "model.call", model: "gpt-4.1" };

  it("is made with the approval of the people who extended it, once", async () => {
    await cap("model.call", { usd: "1.00" }, "1.00");
    expect((await reserve(wanted)).status).toBe(201);
    const key = { "idempotency-key": "r1" };
    const asked = await reserve(wanted, key);
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { status: "requested", approval_id: expect.stringMatching(/^apr_/), policy_name: "p-model-call", receipt: {} },
    ]);
    const { receipt: _, ...first } = asked.body;
    const replayed = await reserve(wanted, key);
    expect([replayed.status, replayed.headers.get("idempotency-replayed"), replayed.body]).toEqual([202, "true", first]);
    const id = asked.body.approval_id;
    expect((await reserve({ ...wanted, approval_id: id })).body.code).toBe("APPROVAL_PENDING");
    const review = (await api.call("GET", `approvals/${id}/review`, { token: org.owner })).body;
    expect(review).toMatchObject({ submission: { metadata: { usd: "0.60" } }, extension: { caps: [{ needed: "0.20" }] } });
    expect((await extend(id, { usd: "0.20" })).body.status).toBe("approved");
    expect((await gate.collect(id)).body.code).toBe("RESERVATION_APPROVAL");
    expect((await reserve({ ...wanted, usd: "0.61", approval_id: id })).body.code).toBe("RESERVATION_NOT_APPROVED");
    const made = await reserve({ ...wanted, approval_id: id });
    expect([made.status, made.body.status]).toEqual([201, "reserved"]);
    expect((await reserve({ ...wanted, approval_id: id })).body.code).toBe("APPROVAL_USED");
    expect((await gate.read(id)).body.status).toBe("used");
    expect(await budgetOf("model.call")).toMatchObject({ cap: "1.20", reserved: "1.20", remaining: "0.00" });
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body.chain_valid).toBe(true);
  });

  it("is denied when the maximum does not suffice, or when nobody may decide", async () => {
    expect((await reserve({ ...wanted, usd: "5.00" })).body).toMatchObject({ status: "denied", denial_reason: "BUDGET_EXCEEDED" });
    await cap("alone.call", { calls: 1 }, 5, { approvers: ["group:nobody"] });
    await reserve({ calls: 1, action_type: "alone.call" });
    expect((await reserve({ calls: 1, action_type: "alone.call" })).body).toMatchObject({
      status: "denied",
      denial_reason: "BUDGET_EXCEEDED",
    });
    expect((await submit({ action_type: "alone.call" })).body).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
  });

  it("uses no approval of another agent or of an action", async () => {
    const stranger = await api.createOrg("Stranger");
    const action = (await submit({ action_type: "one.pay", usage: { usd: "1.00" } })).body.approval_id;
    const other = await api.call("POST", "budgets/reserve", { token: stranger.agentKey, body: { ...wanted, approval_id: action } });
    expect([other.status, other.body.code]).toEqual([404, "NOT_FOUND"]);
    await extend(action, { usd: "1.00" });
    expect((await reserve({ ...wanted, approval_id: action })).body.code).toBe("RESERVATION_NOT_APPROVED");
  });
});

describe("an action that states tokens and no money", () => {
  it("costs the price of its model, and is denied without a price", async () => {
    await org.publish(
      policy("p-priced", { match: { actions: ["priced.call"] }, effect: "allow", limits: [{ budget: { usd: "0.01", per: "day" } }] }),
    );
    const call = (name: string, usage: Body) => submit({ action_type: "priced.call", model: { name }, usage });
    expect((await call("gpt-4.1", { input_tokens: 1_000, max_tokens: 500 })).body.status).toBe("executed");
    expect(await budgetOf("priced.call")).toMatchObject({ reserved: "0.006" });
    expect((await call("gpt-4.1", { input_tokens: 1_000, max_tokens: 500 })).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await call("house-model", { input_tokens: 1 })).body).toMatchObject({
      denial_reason: "BUDGET_EXCEEDED",
      conditions_evaluated: [{ field: "limits.usd", actual: null }],
    });
    await api.call("POST", "costs/prices", { token: org.owner, body: { model: "house-model", input: "1.00", output: "1.00" } });
    expect((await call("house-model", { input_tokens: 1_000, output_tokens: 0 })).body.status).toBe("executed");
    expect(await budgetOf("priced.call")).toMatchObject({ reserved: "0.007" });
  });
});
