import { verifyReceipt } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(
    policy("small-prs", {
      effect: "allow",
      match: { actions: ["pr.merge"] },
      when: { field: "repo", operator: "in", value: ["acme/web"] },
      require: [{ field: "pr_size", operator: "lt", value: 100, remedy: "Split the change into smaller pull requests." }],
    }),
  );
  await org.publish(policy("no-secrets", { effect: "deny", match: { actions: ["secrets.*"] } }));
  await org.publish(
    policy("big-refunds", {
      effect: "allow",
      match: { actions: ["refund.issue"] },
      require: [{ field: "amount", operator: "lte", value: 50 }],
      otherwise: "approve",
      approval: { approvers: ["role:owner"] },
    }),
  );
});
afterAll(() => api.close());

const MERGE = { action_type: "pr.merge", metadata: { repo: "acme/web", pr_size: 42 } };
const submit = (body: unknown, headers: Record<string, string> = {}, token = org.agentKey) =>
  api.call("POST", "actions", { token, body, headers });
const entryCount = async () => (await api.call("GET", "audit/checkpoint", { token: org.owner })).body.size as number;

describe("execute", () => {
  test("records an allowed action and returns a receipt that verifies", async () => {
    const { status, body } = await submit(MERGE);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "executed",
      policy_name: "small-prs",
      environment: "prod",
      decision: { action: "ALLOW", reason_codes: ["POLICY_COMPLIANT"] },
    });
    const { body: head } = await api.call("GET", "audit/checkpoint", { token: org.owner });
    const verified = verifyReceipt(sha256, verifyEd25519, body.receipt, head.vkey);
    expect(verified).toMatchObject({
      ok: true,
      entry: { id: body.audit_event_id, kind: "action.executed", data: { action_type: "pr.merge" } },
    });
  });

  test("denies a failed condition with the actual value and the remedy", async () => {
    const { status, body } = await submit({ ...MERGE, metadata: { repo: "acme/web", pr_size: 250 } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "denied",
      denial_reason: "CONDITIONS_DENIED",
      conditions_evaluated: expect.arrayContaining([
        {
          field: "pr_size",
          operator: "lt",
          expected: 100,
          actual: 250,
          result: false,
          source: "asserted",
          remedy: "Split the change into smaller pull requests.",
          policy: "small-prs",
          path: "spec.require[0]",
        },
      ]),
    });
    expect(body.message).toContain("Split the change");
  });

  test.each([
    ["nothing applies", { action_type: "unknown.thing" }, "NO_MATCHING_POLICY"],
    ["a policy denies", { action_type: "secrets.read" }, "POLICY_DENIED"],
    ["a needed value is missing", { action_type: "pr.merge", metadata: { repo: "acme/web" } }, "CONDITIONS_DENIED"],
  ])("is denied when %s", async (_, body, reason) => {
    expect((await submit(body)).body).toMatchObject({ status: "denied", denial_reason: reason });
  });

  test("requires approval when the policy says so: approve", async () => {
    expect((await submit({ action_type: "refund.issue", metadata: { amount: 20 } })).body.status).toBe("executed");
    expect(await submit({ action_type: "refund.issue", metadata: { amount: 200 } })).toMatchObject({
      status: 202,
      body: { status: "requested", approval_id: expect.stringMatching(/^apr_/) },
    });
  });

  test("returns the trace, the correlation id and the component versions, also when the action is read again", async () => {
    const trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const traced = await submit({ ...MERGE, correlation_id: "order 7" }, { traceparent: `00-${trace_id}-00f067aa0ba902b7-01` });
    expect(traced.body.decision).toMatchObject({
      trace_id,
      correlation_id: "order 7",
      component_versions: { engine: expect.any(String), policy_language: "agentlattice/v1", evidence: expect.any(String) },
    });
    const plain = await submit(MERGE, { traceparent: "00-nonsense-01" });
    expect(plain.body.decision).toMatchObject({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      correlation_id: JSON.parse(plain.body.receipt.entry).corr,
    });
    for (const { body } of [traced, plain]) {
      const { decision } = (await api.call("GET", `actions/${body.audit_event_id}`, { token: org.agentKey })).body;
      expect(decision).toEqual(body.decision);
    }
    expect(traced.body.receipt.entry).not.toContain(trace_id);
  });

  test("omits the receipt with Prefer: return=minimal, and states so in Preference-Applied", async () => {
    const { body, headers } = await submit(MERGE, { prefer: "return=minimal" });
    expect([body.receipt, headers.get("preference-applied")]).toEqual([undefined, "return=minimal"]);
  });

  test("denies actions outside of the agent's capabilities", async () => {
    const { body: agent } = await api.call("POST", "agents", { token: org.owner, body: { name: "narrow-bot", capabilities: ["doc.*"] } });
    const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "k" } });
    expect((await submit(MERGE, {}, key.api_key)).body).toMatchObject({ status: "denied", denial_reason: "CAPABILITY_EXCEEDED" });
  });

  test("stores no text of the caller in the leaf", async () => {
    const canary = "canary-9f2b";
    const { body } = await submit(
      {
        ...MERGE,
        metadata: { repo: "acme/web", pr_size: 1, note: canary },
        justification: canary,
        session_id: canary,
        correlation_id: canary,
        content: canary,
      },
      { "x-al-event-id": canary },
    );
    expect(body.status).toBe("executed");
    expect(body.receipt.entry).not.toContain(canary);
    const { text } = await api.call("GET", "audit/export?format=ndjson", { token: org.owner });
    expect(text).not.toContain(canary);
    expect(text).not.toContain("Olive");
    const rows = await api.database.inspect<{ found: boolean }>(
      "SELECT bool_or(position($1::bytea in ciphertext) > 0) AS found FROM app.ledger_payload",
      [Buffer.from(canary)],
    );
    expect(rows[0]?.found).toBe(false);
  });
});

describe("idempotency", () => {
  test("records one action for 100 concurrent requests, and returns the same answer to all of them", async () => {
    const before = await entryCount();
    const answers = await Promise.all(Array.from({ length: 100 }, () => submit(MERGE, { "x-al-event-id": "one-of-100" })));
    expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body)).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.audit_event_id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(99);
    expect(await entryCount()).toBe(before + 1);
  });

  test("returns 409 for the same id with another body, and ignores the order of keys", async () => {
    await submit(MERGE, { "x-al-event-id": "body" });
    expect((await submit({ ...MERGE, metadata: { repo: "acme/web", pr_size: 43 } }, { "x-al-event-id": "body" })).body).toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
    });
    const reordered = await submit({ metadata: { pr_size: 42, repo: "acme/web" }, action_type: "pr.merge" }, { "x-al-event-id": "body" });
    expect(reordered).toMatchObject({ status: 200, body: { status: "executed" } });
  });

  test("returns the current state on replay: 202 while pending, 200 when decided", async () => {
    const ask = () => submit({ action_type: "refund.issue", metadata: { amount: 900 } }, { "x-al-event-id": "pending" });
    const { body } = await ask();
    expect(await ask()).toMatchObject({ status: 202, body: { status: "requested", approval_id: body.approval_id } });
    await api.call("POST", `approvals/${body.approval_id}/decision`, { token: org.owner, body: { decision: "deny", reason: "no" } });
    expect(await ask()).toMatchObject({
      status: 200,
      body: { status: "denied", denial_reason: "DENIED_BY_REVIEWER", audit_event_id: body.audit_event_id },
    });
  });

  test("separates the ids of two agents", async () => {
    const { body: agent } = await api.call("POST", "agents", { token: org.owner, body: { name: "second-bot", capabilities: ["*"] } });
    const { body: key } = await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "k" } });
    const [first, second] = [
      await submit(MERGE, { "x-al-event-id": "shared" }),
      await submit(MERGE, { "x-al-event-id": "shared" }, key.api_key),
    ];
    expect(first.body.audit_event_id).not.toBe(second.body.audit_event_id);
  });

  test("authorises a replay again: a revoked key gets 401", async () => {
    const { body: key } = await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "short" } });
    await submit(MERGE, { "x-al-event-id": "revoked" }, key.api_key);
    await api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    expect((await submit(MERGE, { "x-al-event-id": "revoked" }, key.api_key)).status).toBe(401);
  });

  test.each(["", "x".repeat(129), "with space", "ünïcode"])("refuses an id of invalid format: %j", async (id) => {
    const answer = await submit(MERGE, { "x-al-event-id": id });
    expect(answer).toMatchObject({ status: 400, body: { code: "INVALID_HEADER" } });
  });
});

describe("bad input", () => {
  const raw = (text: string | Uint8Array, headers: Record<string, string> = {}) =>
    api.call("POST", "actions", { token: org.agentKey, raw: text, headers });

  test.each([
    ["malformed JSON", '{"action_type":', 400, "MALFORMED_JSON"],
    ["a duplicate key", '{"action_type":"a.b","action_type":"c.d"}', 400, "MALFORMED_JSON"],
    ["__proto__", '{"action_type":"a.b","metadata":{"__proto__":{"x":1}}}', 400, "MALFORMED_JSON"],
    ["a lone surrogate", '{"action_type":"a.b","content":"\\ud800"}', 400, "MALFORMED_JSON"],
    ["a number beyond a double", '{"action_type":"a.b","metadata":{"n":1e400}}', 400, "MALFORMED_JSON"],
    ["an unknown field", '{"action_type":"a.b","environment":"dev"}', 422, "INVALID_REQUEST"],
    ["a forged organisation", '{"action_type":"a.b","org_id":"org_00000000000000000000000000"}', 422, "INVALID_REQUEST"],
    ["a wrong type", '{"action_type":7}', 422, "INVALID_REQUEST"],
    ["a bad action name", '{"action_type":"Rm -rf /"}', 422, "INVALID_REQUEST"],
    ["an array", "[]", 422, "INVALID_REQUEST"],
    ["null", "null", 422, "INVALID_REQUEST"],
    ["no body", "", 422, "INVALID_REQUEST"],
    ["metadata over 64 KiB", JSON.stringify({ action_type: "a.b", metadata: { x: "y".repeat(70_000) } }), 422, "INVALID_REQUEST"],
  ])("%s", async (_, text, status, code) => {
    const before = await entryCount();
    const answer = await raw(text);
    expect(answer).toMatchObject({
      status,
      body: { code, status, type: expect.stringContaining("problems/"), request_id: expect.any(String), retryable: false, error: { code } },
    });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await entryCount()).toBe(before);
  });

  test("refuses a body of ten megabytes, with and without a declared length", async () => {
    const body = JSON.stringify({ action_type: "a.b", content: "x".repeat(10 * 1024 * 1024) });
    expect(await raw(body)).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    expect(await raw(body, { "content-length": String(body.length) })).toMatchObject({ status: 413 });
  });

  test("refuses another content type", async () => {
    expect(await raw("action_type=a.b", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      status: 415,
      body: { code: "UNSUPPORTED_MEDIA_TYPE" },
    });
  });

  test("names the path of every invalid field", async () => {
    const { body } = await raw('{"action_type":"a.b","data_accessed":[{"type":"x","count":-1}],"colour":1}');
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(["colour", "data_accessed.0.count"]);
  });

  test("returns 404 for an id of another organisation", async () => {
    const stranger = await api.createOrg("Stranger");
    const { body } = await submit(MERGE);
    const attempts = [
      ["GET", `actions/${body.audit_event_id}`, undefined],
      ["POST", `actions/${body.audit_event_id}/report`, { status: "success" }],
      ["POST", "report", { audit_event_id: body.audit_event_id, status: "success" }],
    ] as const;
    for (const [method, path, payload] of attempts) {
      expect((await api.call(method, path, { token: stranger.agentKey, ...(payload ? { body: payload } : {}) })).status).toBe(404);
    }
  });
});

describe("check", () => {
  test("explains the verdict and records nothing", async () => {
    const before = await entryCount();
    const { body } = await api.call("POST", "actions/check", {
      token: org.agentKey,
      body: { ...MERGE, metadata: { repo: "acme/web", pr_size: 250 } },
    });
    expect(body).toMatchObject({ allowed: false, needs_approval: false, denial_reason: "CONDITIONS_DENIED" });
    expect(body.explain.length).toBeGreaterThan(0);
    expect(await entryCount()).toBe(before);
  });
});

describe("report", () => {
  test("appends a report; the same Idempotency-Key returns the first report, another body is 409", async () => {
    const { body } = await submit(MERGE);
    const report = (payload: object, headers: Record<string, string> = {}) =>
      api.call("POST", `actions/${body.audit_event_id}/report`, { token: org.agentKey, body: payload, headers });
    const first = await report({ status: "success", message: "merged" }, { "idempotency-key": "r1" });
    expect(first).toMatchObject({ status: 201, body: { status: "success", audit_event_id: body.audit_event_id } });
    expect((await report({ status: "success", message: "merged" }, { "idempotency-key": "r1" })).body.id).toBe(first.body.id);
    expect((await report({ status: "failure" }, { "idempotency-key": "r1" })).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await report({ status: "failure" })).body.id).not.toBe(first.body.id);
    const byId = await api.call("POST", "report", {
      token: org.agentKey,
      body: { audit_event_id: body.audit_event_id, status: "partial" },
    });
    expect(byId.status).toBe(201);
  });
});

describe("database outage", () => {
  test("returns 503 during an outage, loses nothing, and recovers by itself", async () => {
    const mine = await api.createOrg("Outage");
    await mine.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
    const send = (i: number) =>
      api.call("POST", "actions", {
        token: mine.agentKey,
        body: { action_type: "doc.read", metadata: { i } },
        headers: { "x-al-event-id": `outage-${i}` },
      });
    const { name } = api.database;
    await send(0);
    await api.database.inspectServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    const flying = Array.from({ length: 40 }, (_, i) => send(i + 1));
    await terminateOthers();
    const answers = await Promise.all(flying);
    for (const answer of answers) {
      if (answer.status === 200) continue;
      expect(answer).toMatchObject({
        status: 503,
        body: { retryable: true, code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|OUTCOME_UNKNOWN|POLICY_UNAVAILABLE)$/) },
      });
      expect(answer.text).not.toMatch(/al_app|al_ledger|postgres|127\.0\.0\.1/);
    }
    expect((await api.call("GET", "/health")).status).toBe(200);
    expect((await api.call("GET", "/ready")).body).toMatchObject({ status: 503, code: "DATABASE_UNAVAILABLE" });
    await allowConnections(name);
    await expect.poll(async () => (await send(100)).status, { timeout: 15_000 }).toBe(200);
    // The same ids again: each is exactly one action, whatever the first try answered.
    const again = await Promise.all(Array.from({ length: 40 }, (_, i) => send(i + 1)));
    expect(again.every(({ status }) => status === 200)).toBe(true);
    const ids = new Set(again.map(({ body }) => body.audit_event_id));
    expect(ids.size).toBe(40);
    for (const [i, answer] of answers.entries())
      if (answer.status === 200) expect(answer.body.audit_event_id).toBe(again[i]?.body.audit_event_id);
    expect((await api.call("GET", "audit/verify", { token: mine.owner })).body.chain_valid).toBe(true);
  });
});

async function terminateOthers(): Promise<void> {
  await api.database.inspectServer(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
    [api.database.name],
  );
}

async function allowConnections(name: string): Promise<void> {
  await api.database.inspectServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
}
