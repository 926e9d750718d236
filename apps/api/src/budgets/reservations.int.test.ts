import type { Call } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dueReservations } from "../sweep/due-reservations.ts";
import { DueWorker } from "../sweep/due-work.ts";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { delegateDown } from "../testing/delegate.ts";

let api: TestApi;
let other: TestProcess;
let org: TestOrg;
let stranger: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  stranger = await api.createOrg("Stranger");
}, 60_000);
afterAll(() => api.close());

type Body = Record<string, unknown>;
const reserve = (body: Body, token = org.agentKey, headers: Record<string, string> = {}, call: Call = api.call) =>
  call("POST", "budgets/reserve", { token, body, headers });
const settle = (id: string, body: Body = {}, token = org.agentKey, headers: Record<string, string> = {}) =>
  api.call("POST", `budgets/${id}/settle`, { token, body, headers });
const release = (id: string, token = org.agentKey, headers: Record<string, string> = {}) =>
  api.call("POST", `budgets/${id}/release`, { token, headers });
const budgetsOf = async (action: string, token = org.owner) =>
  ((await api.call("GET", "budgets", { token })).body.data as (Body & { actions: string[] })[]).filter(
    ({ actions }) => actions[0] === action,
  );
const dataOf = (receipt: { entry: string }) => JSON.parse(receipt.entry).data;

/** Publishes a budget for an action of its own, so that reservations for it meet no other. */
const cap = (action: string, budget: object, by?: string) =>
  org.publish(
    policy(`p-${action.replaceAll(".", "-")}`, {
      match: { actions: [action] },
      effect: "allow",
      limits: [{ budget, ...(by ? { by } : {}) }],
    }),
  );

describe("a reservation", () => {
  it("sets an amount aside, and its cost replaces it", async () => {
    await cap("one.call", { usd: "1.00", calls: 5, per: "day" });
    const { status, body } = await reserve({ usd: "0.80", calls: 1, action_type: "one.call", ttl: 60, model: "gpt-4.1-mini" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^rsv_/),
      status: "reserved",
      reserved: { usd: "0.80", calls: 1 },
      used: null,
      agent: { id: org.agentId },
      model: "gpt-4.1-mini",
      receipt: { seq: expect.any(Number) },
    });
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(60_000);
    expect(await budgetsOf("one.call")).toMatchObject([
      {
        measure: "usd",
        cap: "1.00",
        used: "0.00",
        reserved: "0.80",
        remaining: "0.20",
        subject: { type: "agent", agent: { id: org.agentId } },
      },
      { measure: "calls", cap: 5, used: 0, reserved: 1, remaining: 4 },
    ]);
    const settled = await settle(body.id, { usd: "0.123456", input_tokens: 10, output_tokens: 5 });
    expect(settled.status, settled.text).toBe(200);
    expect(settled.body).toMatchObject({ status: "settled", used: { usd: "0.123456", tokens: 15, calls: 1 }, overruns: [] });
    expect(await budgetsOf("one.call")).toMatchObject([
      { measure: "usd", used: "0.123456", reserved: "0.00", remaining: "0.876544" },
      { measure: "calls", used: 1, reserved: 0 },
    ]);
    expect((await api.call("GET", `budgets/reservations/${body.id}`, { token: org.agentKey })).body).toMatchObject({ status: "settled" });
  });

  it("is denied at the cap with the reason, and charges nothing", async () => {
    await cap("deny.call", { usd: "1.00", calls: 9, per: "day" });
    const denied = await reserve({ usd: "1.01", calls: 1, action_type: "deny.call" });
    expect([denied.status, denied.body]).toMatchObject([
      200,
      {
        status: "denied",
        denial_reason: "BUDGET_EXCEEDED",
        policy_name: "p-deny-call",
        message: "Denied by p-deny-call: this would bring the budget of 1.00 usd to 1.01.",
        conditions_evaluated: [{ field: "limits.usd", expected: "1.00", actual: "1.01", result: false }],
        audit_event_id: expect.stringMatching(/^evt_/),
      },
    ]);
    expect(dataOf(denied.body.receipt)).toMatchObject({ denial_reason: "BUDGET_EXCEEDED", settled: { measure: "usd", limit: 1_000_000 } });
    expect(await budgetsOf("deny.call")).toMatchObject([{ used: "0.00", reserved: "0.00", subject: null }, { used: 0 }]);
  });

  it("is charged to every budget of the agent when it names no action, and to none when no budget covers it", async () => {
    const solo = await api.createOrg("Solo");
    expect((await reserve({ usd: "999999999", calls: 1 }, solo.agentKey)).status).toBe(201);
    await solo.publish(
      policy("a", { match: { actions: ["a.*"] }, effect: "guard", limits: [{ budget: { calls: 1, per: "organisation" } }] }),
    );
    expect((await reserve({ calls: 1, action_type: "b.one" }, solo.agentKey)).status).toBe(201);
    expect((await reserve({ calls: 1 }, solo.agentKey)).status).toBe(201);
    expect((await reserve({ calls: 1, action_type: "a.one" }, solo.agentKey)).body.denial_reason).toBe("BUDGET_EXCEEDED");
  });

  it("shares its budget with actions", async () => {
    await cap("shared.call", { calls: 2, per: "organisation" });
    const act = () => api.call("POST", "actions", { token: org.agentKey, body: { action_type: "shared.call" } });
    expect((await reserve({ calls: 1, action_type: "shared.call" })).status).toBe(201);
    expect((await act()).body.status).toBe("executed");
    expect((await act()).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await reserve({ calls: 1, action_type: "shared.call" })).body.denial_reason).toBe("BUDGET_EXCEEDED");
  });

  it.each([
    ["run", async () => (await api.call("POST", "runs", { token: org.agentKey, body: {} })).body.id, "run_id"],
    ["session", () => Promise.resolve(`s-${Math.floor(performance.now())}`), "session_id"],
  ])("is counted per %s", async (per, idOf, field) => {
    await cap(`per.${per}`, { tokens: 100, per });
    const [one, two] = [await idOf(), `${await idOf()}`];
    const first = { tokens: 100, action_type: `per.${per}`, [field]: one };
    expect((await reserve(first)).status).toBe(201);
    expect((await reserve({ ...first, tokens: 1 })).body.denial_reason).toBe("BUDGET_EXCEEDED");
    const second = await reserve({ ...first, [field]: per === "session" ? `${two}-x` : two });
    expect(second.status).toBe(201);
  });

  it.each(["day", "week", "month", "total"])("is counted per %s for the organisation", async (per) => {
    await cap(`window.${per}`, { seconds: 60, per }, "organisation");
    expect((await reserve({ seconds: 60, action_type: `window.${per}` })).status).toBe(201);
    expect((await reserve({ seconds: 1, action_type: `window.${per}` })).body.denial_reason).toBe("BUDGET_EXCEEDED");
    const [budget] = await budgetsOf(`window.${per}`);
    expect(budget).toMatchObject({ per, reserved: 60, remaining: 0, subject: { type: "organisation" } });
    expect(budget?.period === null).toBe(per === "total");
  });

  it("of a child is charged to its ancestors", async () => {
    await cap("tree.call", { calls: 2, per: "day" });
    const [child] = await delegateDown(api, org.agentKey, 1, { capabilities: ["tree.*"] });
    const body = { calls: 1, action_type: "tree.call" };
    expect((await reserve(body, child?.key)).status).toBe(201);
    expect((await reserve(body)).status).toBe(201);
    expect((await reserve(body, child?.key)).body.denial_reason).toBe("BUDGET_EXCEEDED");
  });
});

describe("100 callers of two processes", () => {
  it("get exactly the 50 calls of a budget, and exactly its money", async () => {
    await cap("crowd.calls", { calls: 50, per: "organisation" });
    await cap("crowd.money", { usd: "1.00", per: "day" }, "organisation");
    const crowd = async (body: Body) => {
      const calls = Array.from({ length: 100 }, (_, i) => reserve(body, org.agentKey, {}, i % 2 === 0 ? api.call : other.call));
      return (await Promise.all(calls)).filter(({ status }) => status === 201).map((answer) => answer.body.id as string);
    };
    expect(await crowd({ calls: 1, action_type: "crowd.calls" })).toHaveLength(50);
    const paid = await crowd({ usd: "0.03", action_type: "crowd.money" });
    expect(paid).toHaveLength(33);
    await Promise.all(paid.map((id, i) => (i % 2 === 0 ? settle(id, { usd: "0.01" }) : release(id))));
    expect(await budgetsOf("crowd.money")).toMatchObject([{ used: "0.17", reserved: "0.00", remaining: "0.83" }]);
  });

  it("settle one reservation once", async () => {
    await cap("once.call", { usd: "5.00", per: "organisation" });
    const { id } = (await reserve({ usd: "1.00", action_type: "once.call" })).body;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? api : other).call("POST", `budgets/${id}/settle`, { token: org.agentKey, body: { usd: "0.40" } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(new Set(["RESERVATION_SETTLED"]));
    expect(await budgetsOf("once.call")).toMatchObject([{ used: "0.40", remaining: "4.60" }]);
  });
});

describe("thresholds", () => {
  it("are recorded once each, also across processes, a decrease of the usage and a restart", async () => {
    await cap("warn.call", { usd: "10.00", per: "total", warn_at: [0.8, 0.5, 1] }, "organisation");
    const spend = async (usd: string, call: Call = api.call) => {
      const { body } = await reserve({ usd, action_type: "warn.call" }, org.agentKey, {}, call);
      return { id: body.id as string, data: dataOf(body.receipt) };
    };
    const first = await spend("5.00");
    expect(first.data).toMatchObject({
      thresholds: [{ share: 0.5, used: 5_000_000, cap: 10_000_000 }],
      event_types: ["budget.reserved", "budget.threshold"],
    });
    await release(first.id);
    const process = await api.startProcess();
    expect((await spend("6.00", process.call)).data.thresholds).toBeUndefined();
    expect((await spend("4.00", process.call)).data.thresholds).toMatchObject([{ share: 0.8 }, { share: 1 }]);
    expect(await budgetsOf("warn.call")).toMatchObject([
      {
        thresholds: [
          { share: 0.5, at: "5.00", passed: true },
          { share: 0.8, passed: true },
          { share: 1, passed: true },
        ],
      },
    ]);
    const { data } = (await api.call("GET", "audit/events?kind=budget.reserved", { token: org.owner })).body;
    expect(data[0].event_types).toContain("budget.threshold");
  });

  it("are recorded when a cost exceeds its reservation, which is recorded and shown", async () => {
    await cap("over.call", { usd: "1.00", per: "day", warn_at: 0.9 });
    const { id } = (await reserve({ usd: "0.10", action_type: "over.call" })).body;
    const settled = await settle(id, { usd: "2.50" });
    expect(settled.body).toMatchObject({
      used: { usd: "2.50" },
      overruns: [{ policy: { name: "p-over-call" }, measure: "usd", cap: "1.00", used: "2.50" }],
    });
    expect(dataOf(settled.body.receipt)).toMatchObject({
      amounts: { usd_micros: 2_500_000 },
      thresholds: [{ share: 0.9 }],
      overruns: [{ used: 2_500_000 }],
      event_types: ["budget.settled", "budget.threshold", "budget.exceeded"],
    });
    expect(await budgetsOf("over.call")).toMatchObject([{ used: "2.50", remaining: "0.00", exceeded: true }]);
    expect((await reserve({ usd: "0.01", action_type: "over.call" })).body.denial_reason).toBe("BUDGET_EXCEEDED");
  });
});

describe("the end of a reservation", () => {
  it("is final: settled or released, and a repeated call returns which", async () => {
    const one = (await reserve({ calls: 1, action_type: "end.one" })).body.id;
    expect((await settle(one)).body).toMatchObject({ status: "settled", used: { calls: 1 } });
    expect((await settle(one)).body).toMatchObject({ status: 409, code: "RESERVATION_SETTLED" });
    expect((await release(one)).body.code).toBe("RESERVATION_SETTLED");
    const two = (await reserve({ calls: 1, action_type: "end.one" })).body.id;
    expect((await release(two)).body).toMatchObject({ status: "released", used: null });
    expect((await release(two)).body.code).toBe("RESERVATION_RELEASED");
    expect((await settle(two)).body.code).toBe("RESERVATION_RELEASED");
  });

  it("happens automatically after its time, once, and its cost may still be stated", async () => {
    await cap("late.call", { usd: "1.00", per: "organisation" });
    const { id } = (await reserve({ usd: "1.00", ttl: 1, action_type: "late.call" })).body;
    await api.database.inspect(
      "UPDATE app.cost_reservation SET expires_at = now() - interval '1 second' WHERE status = 'reserved' AND action_type = 'late.call' RETURNING 1",
    );
    await Promise.all([api.deps, other.deps].map((deps) => new DueWorker(deps).run(dueReservations(deps))));
    expect((await api.call("GET", `budgets/reservations/${id}`, { token: org.agentKey })).body).toMatchObject({
      status: "expired",
      used: null,
    });
    expect(await budgetsOf("late.call")).toMatchObject([{ used: "0.00", reserved: "0.00" }]);
    const { data } = (await api.call("GET", "audit/events?kind=budget.expired", { token: org.owner })).body;
    expect(data.filter((row: { data: Body }) => JSON.stringify(row).includes(id))).toHaveLength(1);
    expect((await release(id)).body.code).toBe("RESERVATION_EXPIRED");
    expect((await settle(id, { usd: "0.30" })).body).toMatchObject({ status: "settled", used: { usd: "0.30" } });
    expect(await budgetsOf("late.call")).toMatchObject([{ used: "0.30", remaining: "0.70" }]);
  });

  it("is possible after the delegation of its agent ended", async () => {
    const [child] = await delegateDown(api, org.agentKey, 1, { capabilities: ["*"] });
    const { id } = (await reserve({ calls: 1, action_type: "gone.call" }, child?.key)).body;
    await api.call("DELETE", `delegations/${child?.id}`, { token: org.agentKey });
    expect((await settle(id, { calls: 1 }, child?.key)).status).toBe(200);
    expect((await reserve({ calls: 1 }, child?.key)).status).not.toBe(201);
  });
});

describe("an Idempotency-Key", () => {
  const key = (value: string) => ({ "idempotency-key": value });

  it("repeats the answer of a reservation, a denial, a settlement and a release", async () => {
    await cap("idem.call", { calls: 1, per: "organisation" });
    const body = { calls: 1, action_type: "idem.call" };
    const first = await reserve(body, org.agentKey, key("r-1"));
    const again = await reserve(body, org.agentKey, key("r-1"));
    expect([again.status, again.body.id, again.headers.get("idempotency-replayed")]).toEqual([201, first.body.id, "true"]);
    expect((await reserve({ ...body, calls: 2 }, org.agentKey, key("r-1"))).body.code).toBe("IDEMPOTENCY_CONFLICT");
    const denied = await reserve(body, org.agentKey, key("r-2"));
    const deniedAgain = await reserve(body, org.agentKey, key("r-2"));
    expect([deniedAgain.status, deniedAgain.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    const { receipt: _, ...answer } = denied.body;
    expect(deniedAgain.body).toEqual(answer);
    const settled = await settle(first.body.id, { calls: 3 }, org.agentKey, key("s-1"));
    expect(settled.body.overruns).toMatchObject([{ cap: 1, used: 3 }]);
    const settledAgain = await settle(first.body.id, { calls: 3 }, org.agentKey, key("s-1"));
    expect([settledAgain.status, settledAgain.body.overruns]).toEqual([200, settled.body.overruns]);
    expect((await settle(first.body.id, { calls: 4 }, org.agentKey, key("s-1"))).body.code).toBe("IDEMPOTENCY_CONFLICT");
    const other = (await reserve({ calls: 1, action_type: "idem.other" })).body.id;
    const released = [await release(other, org.agentKey, key("l-1")), await release(other, org.agentKey, key("l-1"))];
    expect(released.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("reserves once for 20 parallel requests", async () => {
    await cap("twenty.call", { calls: 20, per: "organisation" });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        reserve({ calls: 1, action_type: "twenty.call" }, org.agentKey, key("once-20"), i % 2 === 0 ? api.call : other.call),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await budgetsOf("twenty.call")).toMatchObject([{ reserved: 1 }]);
  });
});

describe("invalid requests", () => {
  it.each<[string, Body]>([
    ["nothing", {}],
    ["only a time", { ttl: 60 }],
    ["a negative amount", { usd: "-1.00" }],
    ["a negative count", { calls: -1 }],
    ["a floating-point price", { usd: 0.1 }],
    ["more than six places", { usd: "0.0000001" }],
    ["an exponent", { usd: "1e3" }],
    ["half a call", { calls: 0.5 }],
    ["more than a billion", { tokens: 1_000_000_001 }],
    ["no time", { calls: 1, ttl: 0 }],
    ["ten years", { calls: 1, ttl: 315_360_000 }],
    ["a time in words", { calls: 1, ttl: "1h" }],
    ["an unknown field", { calls: 1, colour: "red" }],
    ["another action type", { calls: 1, action_type: "Not An Action" }],
    ["a model in free text", { calls: 1, model: "my favourite model" }],
  ])("a reservation of %s", async (_, body) => {
    expect((await reserve(body)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it.each<[string, Body]>([
    ["a negative amount", { usd: "-0.01" }],
    ["a time to live", { ttl: 1 }],
    ["tokens that contradict their parts", { tokens: 1, input_tokens: 4, output_tokens: 5 }],
  ])("a cost of %s", async (_, body) => {
    const { id } = (await reserve({ calls: 1, action_type: "bad.cost" })).body;
    expect((await settle(id, body)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await release(id)).status).toBe(200);
  });

  it("about runs and reservations of others return 404", async () => {
    const { id } = (await reserve({ calls: 1, action_type: "mine.call" })).body;
    const colleague = (await api.call("POST", "agents", { token: org.owner, body: { name: "colleague", capabilities: ["*"] } })).body.id;
    const key = (await api.call("POST", `agents/${colleague}/keys`, { token: org.owner, body: { name: "k" } })).body.api_key;
    const run = (await api.call("POST", "runs", { token: stranger.agentKey, body: {} })).body.id;
    const ownRun = (await api.call("POST", "runs", { token: org.agentKey, body: {} })).body.id;
    for (const answer of [
      await settle(id, {}, stranger.agentKey),
      await release(id, stranger.agentKey),
      await settle(id, {}, key),
      await release(id, key),
      await api.call("GET", `budgets/reservations/${id}`, { token: key }),
      await settle("rsv_01h455vb4pex5vsknk084sn02q"),
      await settle("evt_01h455vb4pex5vsknk084sn02q"),
      await reserve({ calls: 1, run_id: run }),
      await reserve({ calls: 1, run_id: ownRun }, key),
    ])
      expect(answer.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await api.call("GET", "budgets/reservations", { token: stranger.agentKey })).body.data).toEqual([]);
    expect((await settle(id, { calls: 1 })).status).toBe(200);
  });

  it("by people and organisation keys are forbidden, except reading", async () => {
    for (const token of [org.owner, org.orgKey]) {
      expect((await reserve({ calls: 1 }, token)).body.code).toBe("FORBIDDEN");
      expect((await api.call("GET", "budgets", { token })).status).toBe(200);
      expect((await api.call("GET", "budgets/reservations?status=settled", { token })).status).toBe(200);
    }
  });
});

describe("a halted agent", () => {
  it("reserves nothing, and settles what it has", async () => {
    const { id } = (await reserve({ calls: 1, action_type: "halt.call" })).body;
    const halt = { scope: { agent: org.agentId }, reason: "Test." };
    const { body } = await api.call("POST", "halts", { token: org.owner, body: halt });
    expect((await reserve({ calls: 1 })).body).toMatchObject({ status: "denied", denial_reason: "AGENT_HALTED" });
    expect((await settle(id, { calls: 1 })).status).toBe(200);
    await api.call("POST", `halts/${body.id}/resume`, { token: org.owner, body: { reason: "Over." } });
    expect((await reserve({ calls: 1, action_type: "halt.call" })).status).toBe(201);
  });
});

it("usage survives a change of the cap", async () => {
  const publish = (usd: string) => cap("grow.call", { usd, per: "month" }, "organisation");
  await publish("1.00");
  expect((await reserve({ usd: "1.00", action_type: "grow.call" })).status).toBe(201);
  await publish("1.50");
  expect((await reserve({ usd: "0.60", action_type: "grow.call" })).body.denial_reason).toBe("BUDGET_EXCEEDED");
  expect((await reserve({ usd: "0.50", action_type: "grow.call" })).status).toBe(201);
});
