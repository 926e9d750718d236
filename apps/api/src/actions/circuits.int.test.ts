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
const submit = (body: Body, token = org.agentKey, call: Call = api.call) => call("POST", "actions", { token, body });
const report = (id: string, status: string, token = org.agentKey) => api.call("POST", `actions/${id}/report`, { token, body: { status } });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function run(body: Body, status: string, token = org.agentKey): Promise<Body> {
  const answer = await submit(body, token);
  if (answer.body.status === "executed") expect((await report(answer.body.audit_event_id, status, token)).status).toBe(201);
  return answer.body;
}

const publish = (name: string, action: string, modules: object, spec: object = {}) =>
  org.publish(policy(name, { match: { actions: [action] }, effect: "allow", modules, ...spec }));
const OPEN = { status: "denied", denial_reason: "BREAKER_OPEN" };

describe("the circuit of a provider", () => {
  test("opens after failures, allows exactly its number of probes, and closes again", { timeout: 60_000 }, async () => {
    await publish("circuit", "model.ask", { reliability: { circuit: { failures: 2, cool_down: "8s", probes: 3 } } });
    const ask = { action_type: "model.ask", model: { provider: "acme", name: "large" } };
    await run(ask, "failure");
    await run(ask, "failure");
    const open = await submit({ ...ask, model: { provider: "acme", name: "small" } });
    expect(open.body).toMatchObject({
      ...OPEN,
      decision: {
        reason_codes: ["POLICY_VIOLATION", "BREAKER_OPEN", "CIRCUIT_OPEN"],
        event_types: expect.arrayContaining(["reliability.circuit"]),
      },
      conditions_evaluated: [{ field: "modules.reliability", path: "spec.modules.reliability" }],
    });
    expect((await submit({ ...ask, model: { provider: "other", name: "large" } })).body.status).toBe("executed");
    await sleep(8_100);
    const crowd = await Promise.all(Array.from({ length: 100 }, (_, i) => submit(ask, org.agentKey, i % 2 === 0 ? api.call : other.call)));
    const probes = crowd.filter(({ body }) => body.status === "executed");
    expect(probes).toHaveLength(3);
    await report(probes[0]?.body.audit_event_id, "success");
    expect((await submit(ask)).body.status).toBe("executed");
  });

  test("names the fallback model, also when the action is read again", async () => {
    const fallback = [
      { provider: "acme", name: "large" },
      { provider: "second", name: "medium" },
    ];
    await publish("fallback", "model.fall", { reliability: { circuit: { failures: 1, cool_down: "1h" }, fallback } });
    const ask = { action_type: "model.fall", model: { provider: "acme", name: "large" }, supports: ["degrade"] };
    await run(ask, "failure");
    const { body } = await submit(ask);
    const duty = { type: "degrade", policy: "fallback", module: "reliability", params: { model: { provider: "second", name: "medium" } } };
    expect(body).toMatchObject({ status: "executed", obligations: [duty], decision: { action: "DEGRADE" } });
    expect(body.decision.reason_codes).toContain("FALLBACK_TRIGGERED");
    const again = await api.call("GET", `actions/${body.audit_event_id}`, { token: org.agentKey });
    expect(again.body).toMatchObject({ obligations: [duty], decision: body.decision });
    expect((await submit({ ...ask, supports: [] })).body).toMatchObject(OPEN);
    await report(body.audit_event_id, "failure");
    expect((await submit(ask)).body).toMatchObject(OPEN);
  });

  test("denies another retry of a call that has used its retry budget, and allows another call", async () => {
    await publish("retries", "model.retry", { reliability: { circuit: { failures: 100 }, retry: { budget: 2 } } });
    const ask = { action_type: "model.retry", model: { name: "m" }, content: "one" };
    for (let i = 0; i < 2; i++) expect((await run(ask, "failure")).status).toBe("executed");
    const third = (await submit(ask)).body;
    expect(third).toMatchObject(OPEN);
    expect((third.decision as { reason_codes: string[] }).reason_codes).toContain("RETRY_BUDGET_EXCEEDED");
    expect((await submit({ ...ask, content: "two" })).body.status).toBe("executed");
  });
});

describe("the breaker of an agent", () => {
  test("opens after denials, for the child and for its ancestors", async () => {
    await publish(
      "breaker",
      "tree.*",
      { breaker: { denial_rate: 0.5, min_calls: 4, cool_down: "1h" } },
      {
        require: [{ field: "good", operator: "eq", value: true }],
      },
    );
    const [child] = await delegateDown(api, org.agentKey, 1, { capabilities: ["tree.*"] });
    const act = (good: boolean, token = org.agentKey) => submit({ action_type: "tree.act", metadata: { good } }, token);
    const state = async (token?: string) => (await api.call("GET", "whoami", { token: token ?? org.agentKey })).body.cb_state;
    expect([await state(), await state(child?.key)]).toEqual(["closed", "closed"]);
    const answers = [];
    for (const good of [true, true, false, false]) answers.push((await act(good, child?.key)).body.denial_reason ?? "executed");
    expect(answers).toEqual(["executed", "executed", "CONDITIONS_DENIED", "CONDITIONS_DENIED"]);
    expect((await act(true, child?.key)).body).toMatchObject(OPEN);
    expect((await act(true)).body).toMatchObject(OPEN);
    expect((await act(true)).body.decision.event_types).toContain("enforcement.triggered");
    expect([await state(), await state(child?.key)]).toEqual(["open", "open"]);
    const { body: bystander } = await api.call("POST", "agents", { token: org.owner, body: { name: "bystander", capabilities: ["*"] } });
    const { body: key } = await api.call("POST", `agents/${bystander.id}/keys`, { token: org.owner, body: { name: "k" } });
    expect(await state(key.api_key)).toBe("closed");
  });

  test("is half open after its cool-down, and whoami returns this state", async () => {
    const mine = await api.createOrg("Cooling");
    await mine.publish(
      policy("cooling", {
        match: { actions: ["x.y"] },
        effect: "deny",
        modules: { breaker: { denial_rate: 0.5, min_calls: 1, cool_down: "1s" } },
      }),
    );
    const state = async () => (await api.call("GET", "whoami", { token: mine.agentKey })).body.cb_state;
    await submit({ action_type: "x.y" }, mine.agentKey);
    await expect.poll(state, { timeout: 10_000 }).toBe("half_open");
    expect((await api.call("GET", "whoami", { token: mine.orgKey })).body.cb_state).toBe("closed");
  });

  test("opens after reported failures", async () => {
    await publish("failing", "job.run", { breaker: { failure_rate: 0.5, min_calls: 2, cool_down: "1h" } });
    await run({ action_type: "job.run" }, "success");
    await run({ action_type: "job.run" }, "failure");
    expect((await submit({ action_type: "job.run" })).body).toMatchObject(OPEN);
  });

  test("only records a shadow verdict when its policy is in monitor mode", async () => {
    await publish("plain", "watch.run", {});
    await publish(
      "watching",
      "watch.run",
      { breaker: { failure_rate: 0.5, min_calls: 1, cool_down: "1h" } },
      { mode: "monitor", effect: "guard" },
    );
    await run({ action_type: "watch.run" }, "failure");
    const { body } = await submit({ action_type: "watch.run" });
    expect(body).toMatchObject({ status: "executed", decision: { shadow: [{ name: "watching", verdict: "deny" }] } });
    expect(body.decision.reason_codes).toContain("MONITOR_MODE_VIOLATION");
  });
});

describe("tools that are hidden from agents", () => {
  test("are neither returned to the agent nor stored", async () => {
    await publish("tools", "tools.list", { registry: { hidden: ["shell"] } });
    const list = { action_type: "tools.list", tools: ["search", "shell"], supports: ["transform"] };
    const { body } = await submit(list);
    expect(body).toMatchObject({ status: "executed", decision: { action: "TRANSFORM" }, effective: { tools: ["search"] } });
    const again = await api.call("GET", `actions/${body.audit_event_id}`, { token: org.agentKey });
    expect(again.body.effective).toEqual({ tools: ["search"] });
    expect(JSON.stringify([body, again.body])).not.toContain("shell");
    expect((await submit({ ...list, supports: [] })).body).toMatchObject({ status: "denied", denial_reason: "OBLIGATION_UNSUPPORTED" });
  });
});
