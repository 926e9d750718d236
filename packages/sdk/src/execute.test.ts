import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, type ExecuteOptions, toolAction } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import {
  APPROVAL,
  AT,
  actionResult,
  approval,
  condition,
  EVENT,
  KEY,
  policyVerdict,
  problem,
  receipt,
  requested,
} from "./testing/fixtures.ts";

let api: FakeApi;
let reply: Reply;
const client = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });

beforeEach(async () => {
  reply = { body: actionResult() };
  api = await FakeApi.start(() => reply);
});
afterEach(() => api.down());

describe("execute", () => {
  it("converts option names and leaves keys of the caller unchanged", async () => {
    const inner = { someKey: { nestedKey: [1, null, "x"] }, snake_key: true };
    const options: Required<Omit<ExecuteOptions, "signal" | "edits">> = {
      eventId: "pr-42",
      metadata: inner,
      dataAccessed: [{ type: "customer", count: 2, sensitivity: "high" }],
      content: "text",
      justification: "why",
      summary: "Merge #42",
      callback: "release-agent",
      before: inner,
      after: null,
      tool: { name: "git", server: "github", version: "1", arguments: inner },
      tools: ["git"],
      model: { provider: "anthropic", name: "m" },
      skill: "merge",
      memory: { op: "write", scope: "agent", class: "internal", key: "k", value: inner },
      usage: { inputTokens: 1, outputTokens: 2, maxTokens: 3, usd: "0.10" },
      tags: ["a"],
      importance: "high",
      retention: "long",
      dataSubjects: ["s"],
      sessionId: "s1",
      runId: "run_1",
      iterationIndex: 0,
      correlationId: "c1",
      parentEventId: EVENT,
      supports: ["redact"],
    };
    await client().execute("pr.merge", options);
    const [request] = api.requests;
    expect(request).toMatchObject({
      method: "POST",
      path: "/api/v1/actions",
      headers: { authorization: `Bearer ${KEY}`, "x-al-event-id": "pr-42" },
    });
    expect(request?.body).toEqual({
      action_type: "pr.merge",
      metadata: inner,
      data_accessed: [{ type: "customer", count: 2, sensitivity: "high" }],
      content: "text",
      justification: "why",
      summary: "Merge #42",
      callback: "release-agent",
      before: inner,
      after: null,
      tool: { name: "git", server: "github", version: "1", arguments: inner },
      tools: ["git"],
      model: { provider: "anthropic", name: "m" },
      skill: "merge",
      memory: { op: "write", scope: "agent", class: "internal", key: "k", value: inner },
      usage: { input_tokens: 1, output_tokens: 2, max_tokens: 3, usd: "0.10" },
      tags: ["a"],
      importance: "high",
      retention: "long",
      data_subjects: ["s"],
      session_id: "s1",
      run_id: "run_1",
      iteration_index: 0,
      correlation_id: "c1",
      parent_event_id: EVENT,
      supports: ["redact"],
    });
  });

  it("omits missing options", async () => {
    await client().execute("pr.merge");
    expect(api.requests[0]?.body).toEqual({ action_type: "pr.merge" });
  });

  it("returns camelCase and leaves receipts, parameters and values unchanged", async () => {
    const result = await client().execute("pr.merge");
    expect(result).toEqual({
      status: "executed",
      auditEventId: EVENT,
      actionType: "pr.merge",
      environment: "prod",
      message: "policy merges",
      policyName: "merges",
      conditionsEvaluated: [condition],
      decision: {
        id: EVENT,
        action: "ALLOW",
        status: "executed",
        reasonCodes: [],
        riskScore: 12,
        mode: "enforce",
        shadow: [],
        policies: [policyVerdict],
        conditionsEvaluated: [condition],
        eventTypes: ["action.executed"],
        evaluatedAt: "2026-11-21T08:00:00.000Z",
      },
      obligations: [{ type: "redact", policy: "merges", params: { field_names: ["card_number"] } }],
      receipt,
    });
  });

  it("does not throw for a denial or a pending approval", async () => {
    reply = { body: actionResult({ status: "denied", denial_reason: "NO_MATCHING_POLICY" }) };
    expect(await client().execute("pr.merge")).toMatchObject({ status: "denied", denialReason: "NO_MATCHING_POLICY" });
    reply = { status: 202, body: requested() };
    expect(await client().execute("pr.merge")).toMatchObject({
      status: "requested",
      approvalId: APPROVAL,
      timeoutAt: "2026-11-21T16:00:00.000Z",
    });
  });

  it.each([
    ["a misspelt option", { metadta: {} }, /no option "metadta"/],
    ["an option in the wire's spelling", { data_accessed: [] }, /no option "data_accessed"/],
    ["NaN", { metadata: { amount: Number.NaN } }, /"amount" is NaN/],
    ["a bigint", { metadata: { amount: 1n } }, /"amount" is a bigint/],
    ["a function", { before: { run() {} } }, /"run" is a function/],
    ["an invalid date", { metadata: { at: new Date(Number.NaN) } }, /"at" is an invalid date/],
    ["a Map", { metadata: { lines: new Map([[1, 2]]) } }, /"lines" is of the kind Map/],
    ["a Set", { after: [new Set([1])] }, /"0" is of the kind Set/],
    ["an Error", { tool: { name: "x", arguments: new Error("secret") } }, /"arguments" is of the kind Error/],
    ["bytes", { before: new Uint8Array([1]) }, /"before" is of the kind Uint8Array/],
    ["undefined in a list", { before: [undefined] }, /"0" is undefined in a list/],
    ["metadata that is a list", { metadata: [1] }, /metadata must be an object/],
    ["metadata that is null", { metadata: null }, /metadata must be an object/],
    ["tags that are a text", { tags: "abc" }, /tags must be an array/],
    ["an event id with a space", { eventId: "a b" }, /eventId must be/],
    ["an event id with a line break", { eventId: "a\nx-evil: 1" }, /eventId must be/],
    ["an empty event id", { eventId: "" }, /eventId must be/],
  ])("refuses %s before anything is sent", async (_, options, message) => {
    const error = await client()
      .execute("pr.merge", options as ExecuteOptions)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "AgentLatticeError", code: "INVALID_OPTION", message: expect.stringMatching(message) });
    expect(api.requests).toHaveLength(0);
  });

  it("refuses a circular structure", async () => {
    const metadata: Record<string, never> = {};
    Object.assign(metadata, { self: metadata });
    await expect(client().execute("pr.merge", { metadata })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  it("rejects with the signal's reason when it is aborted", async () => {
    reply = "hang";
    const signal = AbortSignal.timeout(20);
    await expect(client().execute("pr.merge", { signal })).rejects.toMatchObject({ name: "TimeoutError" });
    await expect(client().execute("pr.merge", { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("toolAction", () => {
  it.each([
    ["Bash", "tool.bash"],
    ["mergePullRequest", "tool.mergepullrequest"],
    ["server/tool", "tool.server_tool"],
    ["mcp__server__tool", "tool.mcp__server__tool"],
  ])("%s is %s", (name, action) => expect(toolAction(name)).toBe(action));

  it.each(["", "…", "x".repeat(124), undefined as unknown as string])("refuses %s", (name) => {
    expect(() => toolAction(name)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });
});

describe("other methods", () => {
  it("consumePermit sends the action unchanged, with one idempotency key", async () => {
    const consumed = {
      jti: "prm_1",
      approval_id: APPROVAL,
      action_type: "pr.merge",
      agent_id: "agt_1",
      consumed_at: AT,
      audit_event_id: EVENT,
    };
    reply = { body: consumed, headers: { "idempotency-replayed": "true" } };
    const options = { metadata: { n: 1 }, audience: "deployer", idempotencyKey: "deploy-7" };
    expect(await client().consumePermit("prm_secret", "pr.merge", options)).toEqual({
      jti: "prm_1",
      approvalId: APPROVAL,
      actionType: "pr.merge",
      agentId: "agt_1",
      consumedAt: AT,
      auditEventId: EVENT,
      replayed: true,
    });
    expect(api.requests[0]).toMatchObject({
      path: "/api/v1/permits/consume",
      headers: { "idempotency-key": "deploy-7" },
      body: { permit: "prm_secret", audience: "deployer", submission: { action_type: "pr.merge", metadata: { n: 1 } } },
    });
    await expect(client().consumePermit("", "pr.merge")).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await expect(client().consumePermit("p", "pr.merge", { idempotencyKey: "a b" })).rejects.toThrow(/idempotencyKey must be/);
  });

  it("evaluate sends its options and returns the status", async () => {
    const { conditions_evaluated: _, ...result } = actionResult({ status: "denied" });
    const decision = { ...result.decision, denial_reason: "PII_BLOCKED" };
    reply = { body: { correlation_id: "c1", decision, status: "denied", audit_event_id: EVENT, message: "no" } };
    const answer = await client().evaluate({
      tool: "send_email",
      agentId: "billing",
      correlationId: "c1",
      content: "Hello",
      eventId: "e1",
    });
    expect(answer).toMatchObject({ status: "denied", correlationId: "c1", auditEventId: EVENT, decision: { denialReason: "PII_BLOCKED" } });
    expect(api.requests[0]).toMatchObject({ path: "/api/v1/evaluate", headers: { "x-al-event-id": "e1" } });
    expect(api.requests[0]?.body).toEqual({ tool: "send_email", agent_id: "billing", correlation_id: "c1", content: "Hello" });
  });

  it("scan returns findings", async () => {
    const finding = { type: "phone", category: "pii", module: "pii", severity: "low", confidence: 0.9, start: 3, end: 9 };
    reply = { body: { findings: [finding], action: "REDACT", reason_codes: ["PII_FOUND"], risk_score: 10 } };
    expect(await client().scan("on +1 …")).toEqual({ findings: [finding], action: "REDACT", reasonCodes: ["PII_FOUND"], riskScore: 10 });
    expect(api.requests[0]).toMatchObject({ path: "/api/v1/scan", body: { content: "on +1 …" } });
  });

  it("canI returns the decision with explanations", async () => {
    const explain = [{ policy: "merges", applied: true, verdict: "approve", because: "it asks" }];
    reply = { body: { allowed: true, needs_approval: true, policy_name: "merges", conditions_evaluated: [condition], explain } };
    expect(await client().canI("pr.merge", { metadata: { a: 1 } })).toEqual({
      allowed: true,
      needsApproval: true,
      policyName: "merges",
      conditionsEvaluated: [condition],
      explain,
    });
    expect(api.requests[0]).toMatchObject({ path: "/api/v1/actions/check", body: { action_type: "pr.merge", metadata: { a: 1 } } });
  });

  it("report sends an idempotency key and refuses a malformed event id", async () => {
    reply = {
      status: 201,
      body: { id: EVENT, audit_event_id: EVENT, status: "partial", reported_at: "2026-11-21T08:00:00.000Z", receipt },
    };
    const reported = await client().report(EVENT, { status: "partial", message: "half", metadata: { someKey: 1 } });
    expect(reported).toEqual({ id: EVENT, auditEventId: EVENT, status: "partial", reportedAt: "2026-11-21T08:00:00.000Z", receipt });
    expect(api.requests[0]).toMatchObject({
      path: `/api/v1/actions/${EVENT}/report`,
      body: { status: "partial", message: "half", metadata: { someKey: 1 } },
    });
    expect(api.requests[0]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    for (const id of ["..", "../keys", "", "evt_1", "apr_01h455vb4pex5vsknk084sn02q"]) {
      await expect(client().report(id, { status: "success" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
    }
    expect(api.requests).toHaveLength(1);
  });

  it("whoami", async () => {
    reply = {
      body: {
        name: "merger",
        config_id: "7",
        org_id: "org_1",
        environment: "prod",
        agent_id: "agt_1",
        cb_state: "closed",
        capabilities: ["pr.*"],
        policies: [{ name: "merges", action_type: "pr.merge", approval_required: true }],
        delegations: { as_parent: [], as_child: ["del_1"] },
        you: { can: ["actions:submit", "whoami"], environments: ["prod"], assignable_roles: [] },
      },
    };
    expect(await client().whoami()).toEqual({
      name: "merger",
      configId: "7",
      orgId: "org_1",
      environment: "prod",
      agentId: "agt_1",
      cbState: "closed",
      capabilities: ["pr.*"],
      policies: [{ name: "merges", actionType: "pr.merge", approvalRequired: true }],
      delegations: { asParent: [], asChild: ["del_1"] },
      you: { can: ["actions:submit", "whoami"], environments: ["prod"], assignableRoles: [] },
    });
  });

  it("cancel accepts a cancelled approval and refuses a decided one", async () => {
    reply = { body: approval("cancelled") };
    expect(await client().cancel(APPROVAL)).toMatchObject({ id: APPROVAL, status: "cancelled" });
    for (const [status, expected] of [
      ["cancelled", "cancelled"],
      ["approved", "APPROVAL_NOT_PENDING"],
    ] as const) {
      api.on(({ method }) => (method === "POST" ? problem("APPROVAL_NOT_PENDING", 409) : { body: approval(status) }));
      const outcome = await client()
        .cancel(APPROVAL)
        .then(
          (found) => found.status as string,
          (error: { code: string }) => error.code,
        );
      expect(outcome).toBe(expected);
    }
  });
});

describe("the client", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("reads key and address from the environment", async () => {
    vi.stubEnv("AL_API_KEY", KEY);
    vi.stubEnv("AL_BASE_URL", `${api.url}/`);
    await new AgentLattice().execute("pr.merge");
    expect(api.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it("names the remedy for a missing key", () => {
    vi.stubEnv("AL_API_KEY", "");
    expect(() => new AgentLattice()).toThrow(
      expect.objectContaining({
        name: "AgentLatticeAuthenticationError",
        code: "MISSING_API_KEY",
        message: expect.stringContaining("AL_API_KEY"),
      }),
    );
  });

  it("does not print a malformed key", () => {
    const make = () => new AgentLattice({ apiKey: "al_live_secret\nvalue" });
    expect(make).toThrow(expect.objectContaining({ code: "INVALID_API_KEY" }));
    expect(make).not.toThrow(/secret/);
  });

  it("does not print its key", () => {
    const printed = inspect(client(), { depth: 9, showHidden: true }) + JSON.stringify(client());
    expect(printed).not.toContain(KEY);
  });

  it.each([
    { baseUrl: "localhost:4000" },
    { baseUrl: "ftp://x" },
    { baseUrl: "https://user:pw@x" },
    { baseUrl: "https://x?a" },
    { requestTimeoutMs: 0 },
    { maxAttempts: Number.NaN },
    { gatePollTimeoutMs: -1 },
  ])("refuses %j", (options) => {
    expect(() => new AgentLattice({ apiKey: KEY, ...options })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });

  it.each(["", "/", "/api/v1", "/api/v1/"])("accepts the address with %j at its end", async (end) => {
    await new AgentLattice({ apiKey: KEY, baseUrl: api.url + end }).execute("pr.merge");
    expect(api.requests[0]?.path).toBe("/api/v1/actions");
  });
});
