import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { VALID_DECISION } from "../testing/valid-decision.ts";

// Put together here, so that no scanner takes this file for a leak.
const AWS = ["AKIA", "Q7ZKX2MBV5LDW3RT"].join("");
const EMAIL = "ana.lopez@mail.acme.org";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("mail", { effect: "allow", match: { actions: ["tool.send_email"] } }));
  await org.publish(policy("deploys", { effect: "approve", match: { actions: ["tool.deploy"] } }));
  await org.publish(policy("models", { effect: "allow", match: { actions: ["model.call"] }, modules: { secrets: {} } }));
  await org.publish(policy("texts", { effect: "allow", match: { actions: ["content.check"] }, modules: { pii: {} } }));
});
afterAll(() => api.close());

const evaluate = (body: object, headers: Record<string, string> = {}, path = "/evaluate") =>
  api.call("POST", path, { token: org.agentKey, body, headers });
const validate = (decision: unknown) => api.call("POST", "/validate", { token: org.agentKey, body: { decision } });
const scan = (content: string) => api.call("POST", "/scan", { token: org.agentKey, body: { content } });
const size = async () => (await api.call("GET", "audit/checkpoint", { token: org.owner })).body.size as number;

describe("POST /evaluate", () => {
  it("decides a tool call, records it, and returns evidence that /validate accepts", async () => {
    const before = await size();
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    const { status, body } = await evaluate({ tool: "Send Email", agent_id: "billing", correlation_id: "order-7" }, { traceparent });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      correlation_id: "order-7",
      status: "executed",
      decision: {
        id: body.audit_event_id,
        action: "ALLOW",
        status: "executed",
        reason_codes: ["POLICY_COMPLIANT"],
        mode: "enforce",
        correlation_id: "order-7",
        trace_id: TRACE,
        component_versions: { policy_language: "agentlattice/v1" },
      },
    });
    expect(await size()).toBe(before + 1);
    const { body: entry } = await api.call("GET", `audit/events/${body.audit_event_id}`, { token: org.owner });
    expect(entry).toMatchObject({ action_type: "tool.send_email", agent_id: org.agentId });
    expect(entry.payloads[0].value.submission).toMatchObject({ tool: { name: "Send Email" }, metadata: { agent_id: "billing" } });
    expect((await validate(body.decision)).body).toMatchObject({ valid: true });
  });

  it.each([
    ["a tool", { tool: { name: "send_email", arguments: { to: "ana" } }, model: "m", content: "c" }, "tool.send_email"],
    ["a tool of an MCP server", { tool: { name: "mcp__github/createIssue!", server: "github" } }, "tool.mcp__github_createissue_"],
    ["a model", { model: { provider: "acme", name: "m" }, content: "c" }, "model.call"],
    ["a text", { content: "c" }, "content.check"],
  ])("uses the action type of %s", async (_, body, action) => {
    const { body: answer } = await evaluate(body);
    const { body: entry } = await api.call("GET", `audit/events/${answer.audit_event_id}`, { token: org.owner });
    expect(entry.action_type).toBe(action);
  });

  it("returns changed content, and denies a caller that does not support it", async () => {
    const sent = { content: `Write to ${EMAIL}.` };
    const { body } = await evaluate({ ...sent, supports: ["redact"] });
    expect(body).toMatchObject({ status: "executed", decision: { action: "REDACT", findings: [{ type: "email", start: 9, end: 32 }] } });
    expect(body.content).toMatch(/^Write to <<EMAIL:[0-9a-f]{16}>>\.$/);
    expect((await validate(body.decision)).body).toMatchObject({ valid: true });
    const { body: denied } = await evaluate(sent);
    expect(denied.decision).toMatchObject({ status: "denied", denial_reason: "OBLIGATION_UNSUPPORTED" });
    expect(denied.content).toBeUndefined();
  });

  it("answers 202 while a person decides, and the same for the same event id", async () => {
    const asked = await evaluate({ tool: "deploy" }, { "x-al-event-id": "deploy-1" });
    expect(asked).toMatchObject({ status: 202, body: { status: "requested", approval_id: expect.stringMatching(/^apr_/) } });
    const again = await evaluate({ tool: "deploy" }, { "x-al-event-id": "deploy-1" }, "evaluate");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const { receipt: _, ...first } = asked.body;
    expect(again.body).toMatchObject(first);
    expect(await evaluate({ tool: "send_email" }, { "x-al-event-id": "deploy-1" })).toMatchObject({
      status: 409,
      body: { code: "IDEMPOTENCY_CONFLICT" },
    });
  });

  it("denies without an applicable policy, with evidence that /validate accepts", async () => {
    const { body } = await evaluate({ tool: "rm" });
    expect(body.decision).toMatchObject({ action: "DENY", denial_reason: "NO_MATCHING_POLICY" });
    expect(body.correlation_id).toMatch(/^cor_/);
    expect((await validate(body.decision)).body).toMatchObject({ valid: true });
  });

  it.each<[string, object, string]>([
    ["nothing to evaluate", {}, "content"],
    ["a name of separators", { tool: "..-" }, "tool.name"],
    ["another field", { tool: "x", tenant_id: "t" }, "tenant_id"],
    ["an action of one's own", { tool: "x", action_type: "pr.merge" }, "action_type"],
    ["a name that is too long", { tool: "x".repeat(200) }, "tool.name"],
  ])("refuses %s", async (_, body, path) => {
    const { status, body: problem } = await evaluate(body);
    expect({ status, code: problem.code }).toEqual({ status: 422, code: "INVALID_REQUEST" });
    expect(problem.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it("parses its body as strictly as every route", async () => {
    const raw = '{"tool":"send_email","tool":"rm"}';
    expect((await api.call("POST", "/evaluate", { token: org.agentKey, raw })).body).toMatchObject({ code: "MALFORMED_JSON" });
    expect((await api.call("POST", "/evaluate", { body: { tool: "x" } })).status).toBe(401);
    expect((await api.call("POST", "/evaluate", { token: org.owner, body: { tool: "x" } })).status).toBe(403);
  });
});

describe("POST /validate", () => {
  it.each<[string, object, string]>([
    ["an unknown code", { reason_codes: ["BECAUSE"] }, "registry.reason_codes"],
    ["an unknown event", { event_types: ["action.done"] }, "registry.event_types"],
    ["a status that is not the action's", { status: "executed" }, "registry.status_of_action"],
    ["a denial without a reason", { denial_reason: undefined, reason_codes: ["POLICY_VIOLATION"] }, "registry.denial_reason"],
    ["a risk that is too high", { risk_score: 101 }, "field.risk_score"],
    ["an unknown action", { action: "PERHAPS" }, "field.action"],
    ["a field that is missing", { evaluated_at: undefined }, "field.evaluated_at"],
    ["a field of another kind", { note: "x" }, "no_other_fields"],
    ["a newer registry", { teec_version: "9.0" }, "registry.teec_version"],
    ["a trace id of zeros", { trace_id: "0".repeat(32) }, "field.trace_id"],
  ])("reports %s", async (_, change, rule) => {
    const good = (await validate(VALID_DECISION)).body;
    expect(good, JSON.stringify(good.results.filter(({ ok }: { ok: boolean }) => !ok))).toMatchObject({ valid: true });
    const { body } = await validate({ ...VALID_DECISION, ...change });
    expect(body.valid).toBe(false);
    expect(body.results).toContainEqual({ rule, ok: false, message: expect.any(String) });
    expect(body.results).toHaveLength(good.results.length);
  });

  it("reports that a decision must be an object", async () => {
    for (const decision of [null, "ALLOW", [1]])
      expect((await validate(decision)).body).toMatchObject({ valid: false, results: [{ rule: "object", ok: false }] });
  });

  it("accepts the decision of POST /actions", async () => {
    for (const action_type of ["tool.send_email", "tool.rm", "tool.deploy"]) {
      const { body } = await api.call("POST", "actions", { token: org.agentKey, body: { action_type } });
      const answer = (await validate(body.decision)).body;
      expect(answer, JSON.stringify(answer)).toMatchObject({ valid: true });
    }
  });
});

describe("POST /scan", () => {
  it("returns findings without their values, and records nothing", async () => {
    const before = await size();
    const { status, body, text } = await scan(`key ${AWS} of ${EMAIL}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      action: "DENY",
      risk_score: 100,
      reason_codes: expect.arrayContaining(["SECRET_DETECTED", "PII_DETECTED"]),
    });
    const { type, module, start, end, fingerprint } = body.findings[0];
    expect({ type, module, start, end }).toEqual({ type: "aws-access-key-id", module: "secrets", start: 4, end: 24 });
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(text).not.toContain(AWS);
    expect(text).not.toContain(EMAIL);
    expect(await size()).toBe(before);
  });

  it("returns no findings for clean text, and accepts an organisation's key", async () => {
    const { body } = await api.call("POST", "scan", { token: org.orgKey, body: { content: "The key is under the mat." } });
    expect(body).toEqual({ findings: [], action: "ALLOW", reason_codes: ["POLICY_COMPLIANT"], risk_score: 0 });
  });

  it("computes fingerprints per organisation", async () => {
    const other = await api.createOrg("Other");
    const mine = (await scan(AWS)).body.findings[0].fingerprint;
    const theirs = (await api.call("POST", "/scan", { token: other.agentKey, body: { content: AWS } })).body.findings[0].fingerprint;
    expect(theirs).not.toBe(mine);
  });

  it.each([{}, { content: 1 }, { content: "x".repeat(512 * 1024 + 1) }, { content: "x", path: "/etc" }])("refuses %#", async (body) => {
    expect((await api.call("POST", "/scan", { token: org.agentKey, body })).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });
});

describe("GET /modules", () => {
  it("describes each module without a credential", async () => {
    const { body, headers } = await api.call("GET", "/modules");
    expect(headers.get("cache-control")).toBe("public, max-age=3600");
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
    const pii = body.data.find(({ name }: { name: string }) => name === "pii");
    expect(pii).toMatchObject({
      denial_reason: "PII_BLOCKED",
      reason_codes: expect.arrayContaining(["PII_DETECTED"]),
      config_schema: { $schema: expect.any(String), type: "object", properties: { action: { enum: expect.arrayContaining(["redact"]) } } },
    });
    for (const { name, purpose, version, configured_in, config_schema } of body.data) {
      expect(purpose).not.toBe("");
      expect(version).toMatch(/^\d+\.\d+$/);
      if (configured_in === `spec.modules.${name}`) expect(Object.keys(config_schema.properties)).toContain("on_error");
    }
  });

  it("describes the controls that are configured elsewhere in a policy, or nowhere", async () => {
    const { body } = await api.call("GET", "/modules");
    const where = Object.fromEntries(
      body.data.map(({ name, configured_in }: { name: string; configured_in: string }) => [name, configured_in]),
    );
    expect(where).toMatchObject({
      halt: "organisation",
      delegation: "POST /delegations",
      conditions: "spec.when, spec.require",
      rate: "spec.limits[]",
      budget: "spec.limits[].budget",
      secrets: "spec.modules.secrets",
    });
    const keysOf = (module: string) =>
      Object.keys(body.data.find(({ name }: { name: string }) => name === module).config_schema.properties).sort();
    expect(keysOf("budget")).toContain("unknown_model");
    expect(keysOf("rate")).toEqual(["burst", "by", "rate"]);
    expect(keysOf("delegation")).toEqual(["capabilities", "environment", "name", "parent", "ttl"]);
    expect(keysOf("conditions")).toEqual(["require", "when"]);
    expect(keysOf("halt")).toEqual(["scope"]);
  });
});
