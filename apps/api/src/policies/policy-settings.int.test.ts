import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";

let api: TestApi;
let other: TestProcess;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  await org.publish(
    policy("merges", { match: { actions: ["pr.*"] }, effect: "allow", require: [{ field: "size", operator: "lt", value: 10 }] }),
  );
  await org.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
}, 60_000);
afterAll(() => api.close());

const change = (body: object, token = org.owner) => api.call("PATCH", "policies/settings", { token, body });
const submit = (action_type: string, process: TestProcess = api) =>
  process.call("POST", "actions", { token: org.agentKey, body: { action_type, metadata: { size: 100 } } });

test("are the strictest by default", async () => {
  expect((await api.call("GET", "policies/settings", { token: org.agentKey })).body).toEqual({
    environment_modes: { prod: "enforce", staging: "enforce", dev: "enforce" },
    environment_defaults: { prod: null, staging: null, dev: null },
    default: "deny",
    plan_only: false,
    side_effect_free: [],
    review_widenings: false,
    epoch: 2,
  });
});

test("a monitored environment allows what would be denied or held and records the shadow verdict, on every process immediately", async () => {
  expect((await submit("pr.merge", other)).body.denial_reason).toBe("CONDITIONS_DENIED");
  const { body } = await change({ environment_modes: { prod: "monitor" } });
  expect(body).toMatchObject({ environment_modes: { prod: "monitor", staging: "enforce" }, default: "deny", epoch: 3 });
  const merges = {
    name: "merges",
    verdict: "deny",
    mode: "monitor",
    action: "DENY",
    reason: "CONDITIONS_DENIED",
    conditions: [{ field: "size", operator: "lt", expected: 10, actual: 100, result: false, path: "spec.require[0]" }],
    findings: [],
  };
  const { body: let_through } = await submit("pr.merge", other);
  expect(let_through).toMatchObject({ status: "executed", decision: { action: "ALLOW", mode: "monitor", shadow: [merges] } });
  expect(JSON.parse(let_through.receipt.entry)).toMatchObject({
    kind: "action.executed",
    data: {
      shadow: [{ verdict: "deny", action: "DENY", reason: "CONDITIONS_DENIED", conditions: [{ path: "spec.require[0]", result: false }] }],
    },
  });
  const { body: read } = await api.call("GET", `actions/${let_through.audit_event_id}`, { token: org.agentKey });
  expect(read.decision.shadow).toEqual(let_through.decision.shadow);
  const { body: checked } = await api.call("POST", "actions/check", {
    token: org.agentKey,
    body: { action_type: "pr.merge", metadata: { size: 100 } },
  });
  expect(checked).toMatchObject({ allowed: true, mode: "monitor", shadow: [merges] });

  const { body: unmatched } = await submit("db.drop", other);
  const byDefault = { id: "default", name: "default", verdict: "deny", action: "DENY", reason: "NO_MATCHING_POLICY" };
  expect(unmatched).toMatchObject({ status: "executed", decision: { mode: "monitor", shadow: [byDefault] } });
  expect((await api.call("GET", `actions/${unmatched.audit_event_id}`, { token: org.agentKey })).body.decision.shadow).toEqual(
    unmatched.decision.shadow,
  );
  await change({ environment_modes: { prod: "enforce" } });
  expect((await submit("pr.merge", other)).body.denial_reason).toBe("CONDITIONS_DENIED");
});

test("limits of a monitored environment only add shadow verdicts", async () => {
  await org.publish(policy("slow", { match: { actions: ["slow.act"] }, effect: "allow", limits: [{ rate: "1/day" }] }));
  await change({ environment_modes: { prod: "monitor" } });
  await submit("slow.act");
  const { body } = await submit("slow.act");
  expect(body).toMatchObject({
    status: "executed",
    decision: {
      shadow: [{ name: "slow", verdict: "deny", reason: "RATE_LIMITED", conditions: [{ field: "limits.rate", result: false }] }],
    },
  });
  expect((await api.call("GET", `actions/${body.audit_event_id}`, { token: org.agentKey })).body.decision.shadow).toEqual(
    body.decision.shadow,
  );
  await change({ environment_modes: { prod: "enforce" } });
});

test("an environment has its own default until it inherits again", async () => {
  expect((await change({ environment_defaults: { prod: "allow" } })).body).toMatchObject({
    environment_defaults: { prod: "allow", staging: null },
    default: "deny",
  });
  expect((await submit("db.drop", other)).body).toMatchObject({ status: "executed", decision: { mode: "enforce", shadow: [] } });
  await change({ environment_defaults: { prod: null } });
  expect((await submit("db.drop", other)).body.denial_reason).toBe("NO_MATCHING_POLICY");
});

test("plan-only mode denies actions whose names do not state that they only read", async () => {
  await change({ plan_only: true });
  expect((await submit("doc.write")).body).toMatchObject({ status: "denied", denial_reason: "PLAN_ONLY", decision: { action: "DENY" } });
  expect((await submit("doc.read")).body.status).toBe("executed");
  // Publishing carries the switch on.
  await org.publish(policy("more", { match: { actions: ["more.*"] }, effect: "allow" }));
  expect((await submit("more.write")).body.denial_reason).toBe("PLAN_ONLY");
  expect((await submit("pr.merge")).body.denial_reason).toBe("CONDITIONS_DENIED");
  await change({ plan_only: false });
  expect((await submit("doc.write")).body.status).toBe("executed");
});

test("plan-only mode allows exactly the actions that are declared free of side effects", async () => {
  const declared = await change({ plan_only: true, side_effect_free: ["doc.write", "doc.write", "more.*"] });
  expect(declared.body).toMatchObject({ plan_only: true, side_effect_free: ["doc.write", "more.*"] });
  expect((await submit("doc.write", other)).body).toMatchObject({ status: "executed", decision: { mode: "enforce" } });
  expect((await submit("doc.read", other)).body).toMatchObject({ denial_reason: "PLAN_ONLY", decision: { mode: "enforce" } });
  const { body } = await change({ plan_only: false, side_effect_free: [] });
  expect(body.side_effect_free).toEqual([]);
  const { body: events } = await api.call("GET", "audit/events?kind=organisation.changed", { token: org.owner });
  expect(events.data.length).toBeGreaterThan(1);
});

test("a change is recorded; a request without changes creates neither entry nor epoch", async () => {
  const { body: before } = await api.call("GET", "policies/settings", { token: org.owner });
  expect((await change({ plan_only: false })).body.epoch).toBe(before.epoch);
  await change({ environment_modes: { dev: "report_only" } });
  const { body } = await api.call("GET", "audit/events?kind=organisation.changed", { token: org.owner });
  expect(body.data[0]).toMatchObject({ kind: "organisation.changed", actor: { type: "user" } });
});

test.each([
  ["nothing", {}],
  ["an unknown mode", { environment_modes: { prod: "off" } }],
  ["an unknown environment", { environment_modes: { qa: "monitor" } }],
  ["an unknown field", { halt: true }],
  ["a glob of another kind", { side_effect_free: ["*.read"] }],
])("refuse %s", async (_, body) => {
  expect((await change(body)).status).toBe(422);
});

test("settings that were tampered with deny everything", async () => {
  const own = await api.createOrg("Tampered");
  await own.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await api.database.inspect("ALTER TABLE app.org_manifest DISABLE TRIGGER USER");
  await api.database.inspect('UPDATE app.org_manifest SET body = replace(body, \'"org_default":"deny"\', \'"org_default":"allow"\')');
  const fresh = await api.startProcess();
  const { body } = await fresh.call("POST", "actions", { token: own.agentKey, body: { action_type: "doc.read" } });
  expect(body.denial_reason).toBe("POLICY_TAMPERED");
  expect((await api.call("GET", "policies/settings", { token: own.owner })).status).toBe(503);
});

test("the JSON Schema of a document is served", async () => {
  const answer = await api.call("GET", "policies/schema");
  expect(answer.headers.get("content-type")).toContain("application/schema+json");
  expect(JSON.parse(answer.text)).toMatchObject({ $defs: { condition: {} }, properties: { spec: {} } });
});
