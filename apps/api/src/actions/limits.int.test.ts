import type { Call } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { delegateDown } from "../testing/delegate.ts";

let api: TestApi;
let other: TestProcess;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
}, 60_000);
afterAll(() => api.close());

type Body = Record<string, unknown>;
const submit = (body: Body, token = org.agentKey, call: Call = api.call, headers: Record<string, string> = {}) =>
  call("POST", "actions", { token, body, headers });
const check = (body: Body) => api.call("POST", "actions/check", { token: org.agentKey, body });
const statuses = (answers: readonly { body: { status: string; denial_reason?: string } }[]) =>
  answers.map(({ body }) => body.denial_reason ?? body.status);
const count = (answers: string[], what: string) => answers.filter((answer) => answer === what).length;

/** 100 callers at once, every other one at the other process. */
async function crowd(body: Body): Promise<string[]> {
  const calls = Array.from({ length: 100 }, (_, i) => submit(body, org.agentKey, i % 2 === 0 ? api.call : other.call));
  return statuses(await Promise.all(calls));
}

async function limited(action: string, spec: object): Promise<void> {
  await org.publish(policy(`p-${action.replaceAll(".", "-")}`, { match: { actions: [action] }, effect: "allow", ...spec }));
}

describe("100 concurrent callers on two processes with a limit of ten", () => {
  test.each([
    ["a rate", "crowd.rate", { limits: [{ rate: "10/day" }] }, "RATE_LIMITED"],
    ["a rate of the organisation", "crowd.org", { limits: [{ rate: "10/h", by: "organisation" }] }, "RATE_LIMITED"],
    ["a budget of calls", "crowd.calls", { limits: [{ budget: { calls: 10, per: "day" } }] }, "BUDGET_EXCEEDED"],
    ["a budget of money", "crowd.usd", { limits: [{ budget: { usd: "5.00", per: "session" } }] }, "BUDGET_EXCEEDED"],
    [
      "a history rule",
      "crowd.history",
      { history: [{ count: { actions: ["crowd.history"], within: "1h" }, operator: "lt", value: 10 }] },
      "HISTORY_LIMIT",
    ],
  ])("%s allows exactly ten", { timeout: 60_000 }, async (_, action, spec, reason) => {
    await limited(action, spec);
    const answers = await crowd({ action_type: action, usage: { usd: "0.50" }, session_id: "s1" });
    expect({ executed: count(answers, "executed"), [reason]: count(answers, reason) }).toEqual({ executed: 10, [reason]: 90 });
  });
});

describe("an exceeded limit", () => {
  test("returns the limit and the retry time in the answer, on replay and in the leaf", async () => {
    await limited("say.rate", { limits: [{ rate: "1/h" }] });
    await submit({ action_type: "say.rate" });
    const headers = { "x-al-event-id": "say-1" };
    const first = await submit({ action_type: "say.rate" }, org.agentKey, api.call, headers);
    expect(first.body).toMatchObject({
      status: "denied",
      denial_reason: "RATE_LIMITED",
      policy_name: "p-say-rate",
      message: expect.stringMatching(/^Denied by p-say-rate: the rate limit of 1\/h is exceeded\. Try again in \d+ s\.$/),
      decision: { action: "DENY", reason_codes: ["POLICY_VIOLATION", "RATE_LIMITED"], policies: [{ verdict: "deny" }] },
    });
    expect(first.body.conditions_evaluated[0]).toMatchObject({
      field: "limits.rate",
      expected: "1/h",
      result: false,
      path: "spec.limits[0]",
      remedy: expect.stringMatching(/^Try again/),
    });
    const again = await submit({ action_type: "say.rate" }, org.agentKey, api.call, headers);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toMatchObject({ message: first.body.message, denial_reason: "RATE_LIMITED", status: "denied" });
    expect(JSON.parse(first.body.receipt.entry).data.settled).toMatchObject({ part: "limits", index: 0, measure: "rate", limit: 1 });
  });

  test("is reported by a dry run, which charges nothing", async () => {
    await limited("dry.calls", { limits: [{ budget: { calls: 1, per: "day" } }] });
    for (let i = 0; i < 3; i++) expect((await check({ action_type: "dry.calls" })).body).toMatchObject({ allowed: true });
    expect((await submit({ action_type: "dry.calls" })).body.status).toBe("executed");
    expect((await check({ action_type: "dry.calls" })).body).toMatchObject({ allowed: false, denial_reason: "BUDGET_EXCEEDED" });
  });

  test("charges neither its own counter nor others", async () => {
    await org.publish(policy("both", { match: { actions: ["both.*"] }, effect: "allow", limits: [{ budget: { calls: 3, per: "day" } }] }));
    await org.publish(policy("one", { match: { actions: ["both.one"] }, effect: "guard", limits: [{ rate: "1/day" }] }));
    await submit({ action_type: "both.one" });
    for (let i = 0; i < 5; i++) expect((await submit({ action_type: "both.one" })).body.denial_reason).toBe("RATE_LIMITED");
    const rest = [
      await submit({ action_type: "both.two" }),
      await submit({ action_type: "both.two" }),
      await submit({ action_type: "both.two" }),
    ];
    expect(statuses(rest)).toEqual(["executed", "executed", "BUDGET_EXCEEDED"]);
  });

  test("adds a shadow verdict when its policy is in monitor mode", async () => {
    await limited("watch.it", {});
    await org.publish(
      policy("watcher", { mode: "monitor", match: { actions: ["watch.it"] }, effect: "guard", limits: [{ rate: "1/day" }] }),
    );
    const [first, second] = [await submit({ action_type: "watch.it" }), await submit({ action_type: "watch.it" })];
    expect(first?.body).toMatchObject({ status: "executed", decision: { shadow: [{ name: "watcher", verdict: "guard" }] } });
    expect(second?.body).toMatchObject({ status: "executed", decision: { shadow: [{ name: "watcher", verdict: "deny" }] } });
  });

  test("applies to a child and to each of its ancestors", async () => {
    await limited("tree.act", { limits: [{ budget: { calls: 3, per: "day" } }] });
    const [child, grandchild] = await delegateDown(api, org.agentKey, 2, { capabilities: ["tree.*"] });
    const keys = [grandchild?.key, child?.key, org.agentKey, grandchild?.key, org.agentKey] as string[];
    const answers = [];
    for (const key of keys) answers.push(await submit({ action_type: "tree.act" }, key));
    expect(statuses(answers)).toEqual(["executed", "executed", "executed", "BUDGET_EXCEEDED", "BUDGET_EXCEEDED"]);
  });
});

describe("a budget", () => {
  const call = (usd?: string, session_id = "s") => ({
    action_type: "model.call",
    model: { name: "m" },
    usage: usd ? { usd } : {},
    session_id,
  });
  const report = (id: string, body: Body) => api.call("POST", `actions/${id}/report`, { token: org.agentKey, body });

  beforeAll(() => limited("model.call", { limits: [{ budget: { usd: "1.00", per: "session", warn_at: 0.5 } }] }));

  test("replaces the reserved amount with the reported cost, once", async () => {
    const first = await submit(call("0.80", "a"));
    expect((await submit(call("0.30", "a"))).body).toMatchObject({
      denial_reason: "BUDGET_EXCEEDED",
      message: "Denied by p-model-call: this would bring the budget of 1.00 usd to 1.10.",
    });
    expect((await report(first.body.audit_event_id, { status: "success", usage: { usd: "0.20" } })).status).toBe(201);
    await report(first.body.audit_event_id, { status: "success", usage: { usd: "0.00" } });
    expect((await submit(call("0.90", "a"))).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await submit(call("0.80", "a"))).body.status).toBe("executed");
  });

  test("corrects a settlement with the first report that states a cost, once", async () => {
    const first = await submit(call("0.80", "late"));
    const id = first.body.audit_event_id;
    await report(id, { status: "success" });
    expect((await submit(call("0.30", "late"))).body.denial_reason).toBe("BUDGET_EXCEEDED");
    await report(id, { status: "success", usage: { usd: "0.10" } });
    await report(id, { status: "success", usage: { usd: "0.00" } });
    expect((await submit(call("0.91", "late"))).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await submit(call("0.90", "late"))).body.status).toBe("executed");
  });

  test("charges a failed call when its cost is reported later", async () => {
    const first = await submit(call("0.80", "late-failure"));
    await report(first.body.audit_event_id, { status: "failure" });
    await report(first.body.audit_event_id, { status: "failure", usage: { usd: "0.60" } });
    expect((await submit(call("0.50", "late-failure"))).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await submit(call("0.40", "late-failure"))).body.status).toBe("executed");
  });

  test("is corrected exactly once by 20 concurrent reports on two processes", async () => {
    const first = await submit(call("0.80", "crowd"));
    await report(first.body.audit_event_id, { status: "success" });
    const reports = Array.from({ length: 20 }, (_, i) =>
      (i % 2 === 0 ? api : other).call("POST", `actions/${first.body.audit_event_id}/report`, {
        token: org.agentKey,
        body: { status: "success", usage: { usd: "0.30" } },
      }),
    );
    expect((await Promise.all(reports)).map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect((await submit(call("0.71", "crowd"))).body.denial_reason).toBe("BUDGET_EXCEEDED");
    expect((await submit(call("0.70", "crowd"))).body.status).toBe("executed");
  });

  test("is refunded the reservation of a failed call", async () => {
    const first = await submit(call("1.00", "b"));
    await report(first.body.audit_event_id, { status: "failure" });
    expect((await submit(call("1.00", "b"))).body.status).toBe("executed");
  });

  test("records its threshold exactly once", async () => {
    const tagged = [];
    for (const usd of ["0.40", "0.20", "0.20", "0.20"]) tagged.push((await submit(call(usd, "c"))).body.decision.event_types);
    expect(tagged.map((types: string[]) => types.includes("budget.threshold"))).toEqual([false, true, false, false]);
  });

  test("denies a model call without a stated cost", async () => {
    expect((await submit(call(undefined, "d"))).body).toMatchObject({
      denial_reason: "BUDGET_EXCEEDED",
      conditions_evaluated: [{ field: "limits.usd", actual: null }],
    });
  });
});

describe("history rules", () => {
  test("count actions of other policies: sending is denied after a secret was read", async () => {
    await limited("vault.read", {});
    await limited("mail.send", {
      history: [{ sequence: { after: ["vault.*"], within: "1h", by: "session" }, remedy: "Start a new session." }],
    });
    expect((await submit({ action_type: "mail.send", session_id: "x" })).body.status).toBe("executed");
    await submit({ action_type: "vault.read", session_id: "x" });
    expect((await submit({ action_type: "mail.send", session_id: "x" })).body).toMatchObject({
      denial_reason: "HISTORY_LIMIT",
      message: "Denied by p-mail-send: an action that excludes this one was executed before. Start a new session.",
    });
    expect((await submit({ action_type: "mail.send", session_id: "y" })).body.status).toBe("executed");
  });

  test("require an earlier action", async () => {
    await limited("deploy.run", { history: [{ sequence: { before: ["deploy.test"], within: "1h" } }] });
    await limited("deploy.test", {});
    expect((await submit({ action_type: "deploy.run" })).body.denial_reason).toBe("HISTORY_LIMIT");
    await submit({ action_type: "deploy.test" });
    expect((await submit({ action_type: "deploy.run" })).body.status).toBe("executed");
  });

  test("add up amounts, and treat a missing amount as unknown", async () => {
    const sum = { sum: { actions: ["refund.pay"], field: "amount", within: "1d" }, operator: "lt", value: 100 };
    await limited("refund.pay", { history: [sum] });
    const pay = (amount?: number) => submit({ action_type: "refund.pay", metadata: amount === undefined ? {} : { amount } });
    expect(statuses([await pay(60), await pay(39.5), await pay(0.5), await pay(1)])).toEqual([
      "executed",
      "executed",
      "executed",
      "HISTORY_LIMIT",
    ]);
    expect((await pay()).body).toMatchObject({
      denial_reason: "HISTORY_LIMIT",
      conditions_evaluated: [{ field: "history.sum", actual: null }],
    });
  });

  test("count distinct values, also within one batch", async () => {
    const distinct = { distinct: { actions: ["record.open"], field: "patient", within: "1h" }, operator: "lt", value: 3 };
    await limited("record.open", { history: [distinct] });
    const open = (patient: string) => submit({ action_type: "record.open", metadata: { patient } });
    expect(statuses([await open("a"), await open("a"), await open("b"), await open("c"), await open("a")])).toEqual([
      "executed",
      "executed",
      "executed",
      "executed",
      "HISTORY_LIMIT",
    ]);
  });

  test("store no counted value in clear text", async () => {
    const rows: { value: string }[] = await api.database.inspect("SELECT key, value FROM app.history_event WHERE value IS NOT NULL");
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.value).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("a loop", () => {
  const tool = (name: string, q = "x") => ({ action_type: "tool.call", tool: { name, arguments: { q } }, session_id: "loop" });

  beforeAll(() => limited("tool.call", { modules: { loop: { max_repeats: 2, cycle_length: 2 } } }));

  test("is detected for repeated calls with the same arguments, and not for other arguments", async () => {
    const answers = [await submit(tool("a")), await submit(tool("a")), await submit(tool("a")), await submit(tool("a", "y"))];
    expect(statuses(answers)).toEqual(["executed", "executed", "LOOP_DETECTED", "executed"]);
  });

  test("is detected for a cycle of two calls", async () => {
    const answers = [];
    for (const name of ["c", "b", "c", "b", "c", "b"]) answers.push(await submit(tool(name)));
    expect(statuses(answers)).toEqual(["executed", "executed", "executed", "executed", "executed", "LOOP_DETECTED"]);
  });

  // The numbers are those of docs/modules.md.
  test.each([
    [1, 37],
    [2, 33],
    [3, 29],
    [4, 25],
    [5, 21],
    [6, 17],
    [7, 13],
    [8, 9],
  ])("of 40 calls in a cycle of %i: %i are denied, up to the last", async (length, denied) => {
    await limited("cycle.act", { modules: { loop: {} } });
    const call = (i: number, n = i % length) => submit({ action_type: "cycle.act", metadata: { n }, session_id: `cycle-${length}` });
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push(await call(i));
    const expected = Array.from({ length: 40 }, (_, i) => (i < 40 - denied ? "executed" : "LOOP_DETECTED"));
    expect(statuses(answers)).toEqual(expected);
    expect((await call(40, 99)).body.status).toBe("executed");
    expect((await call(40)).body.status).toBe("executed");
  });

  test("counts attempts that another policy denied", async () => {
    await org.publish(policy("p-wall", { match: { actions: ["wall.hit"] }, effect: "deny" }));
    await org.publish(policy("p-wall-loop", { match: { actions: ["wall.*"] }, effect: "guard", modules: { loop: {} } }));
    await org.publish(policy("p-wall-look", { match: { actions: ["wall.look"] }, effect: "allow" }));
    const answers = [];
    for (let i = 0; i < 12; i++) answers.push(await submit({ action_type: i % 2 === 0 ? "wall.look" : "wall.hit", session_id: "wall" }));
    expect(statuses(answers.filter((_, i) => i % 2 === 0))).toEqual([...Array(4).fill("executed"), "LOOP_DETECTED", "LOOP_DETECTED"]);
  });

  test("halts the agent when the policy says so, once, until a person resumes it", async () => {
    await limited("halting.act", { modules: { loop: { max_repeats: 2, on_loop: "halt" } } });
    const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name: "looping", capabilities: ["*"] } })).body;
    const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await submit({ action_type: "halting.act" }, api_key));
    expect(statuses(answers)).toEqual(["executed", "executed", "LOOP_DETECTED", "AGENT_HALTED", "AGENT_HALTED"]);
    const { data } = (await api.call("GET", "halts?active=true", { token: org.owner })).body;
    expect(data).toMatchObject([
      { scope: { agent: id }, requested_by: null, drill_id: null, policy_id: expect.stringMatching(/^pol_/), reason: /p-halting-act/ },
    ]);
    await api.call("POST", `halts/${data[0].id}/resume`, { token: org.owner, body: { reason: "The loop is repaired." } });
    expect((await submit({ action_type: "halting.act", metadata: { other: true } }, api_key)).body.status).toBe("executed");
  });
});

describe("an approval under limits", () => {
  const decide = async (id: string) => {
    const { body } = await api.call("GET", `approvals/${id}`, { token: org.owner });
    await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision: "approve", digest: body.digest } });
    return api.call("POST", `approvals/${id}/collect`, { token: org.agentKey, body: {} });
  };

  test("is charged when it is collected", async () => {
    await org.publish(
      policy(
        "pays",
        { match: { actions: ["pay.out"] }, effect: "approve", limits: [{ budget: { calls: 1, per: "day" } }] },
        { labels: { risk: "low" } },
      ),
    );
    const [one, two] = [await submit({ action_type: "pay.out" }), await submit({ action_type: "pay.out" })];
    expect([one?.status, two?.status]).toEqual([202, 202]);
    expect((await decide(one?.body.approval_id)).body.status).toBe("executed");
    expect(await decide(two?.body.approval_id)).toMatchObject({ status: 409, body: { code: "APPROVAL_REFUSED" } });
    expect((await submit({ action_type: "pay.out" })).body.denial_reason).toBe("BUDGET_EXCEEDED");
  });
});

test("counters are separate for each organisation", async () => {
  const neighbour = await api.createOrg("Neighbour");
  await neighbour.publish(policy("p-own", { match: { actions: ["own.act"] }, effect: "allow", limits: [{ rate: "1/day" }] }));
  await limited("own.act", { limits: [{ rate: "1/day" }] });
  const act = (token: string) => submit({ action_type: "own.act" }, token);
  expect(statuses([await act(org.agentKey), await act(neighbour.agentKey), await act(org.agentKey)])).toEqual([
    "executed",
    "executed",
    "RATE_LIMITED",
  ]);
});
