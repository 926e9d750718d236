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
    policy(
      "merge-review",
      { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner", "role:operator"] } },
      { labels: { risk: "low" } },
    ),
  );
  await org.publish(
    policy("quick", {
      effect: "approve",
      match: { actions: ["quick.*"] },
      approval: { approvers: ["role:owner"], expires: "1s", use_within: "1s" },
    }),
  );
  await org.publish(
    policy("strict", {
      effect: "approve",
      match: { actions: ["strict.run"] },
      approval: { approvers: ["role:operator"], reason: "always" },
    }),
  );
  await org.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
});
afterAll(() => api.close());

const ask = async (action = "pr.merge", metadata: object = { repo: "acme/web", pr: 42 }, headers: Record<string, string> = {}) =>
  (
    await api.call("POST", "actions", {
      token: org.agentKey,
      body: { action_type: action, metadata, justification: "The tests are green." },
      headers,
    })
  ).body;
const read = async (id: string, headers: Record<string, string> = {}, call = api.call) =>
  call("GET", `approvals/${id}`, { token: org.agentKey, headers });
const digestOf = async (id: string) => (await read(id)).body.digest as string;
const decide = async (id: string, decision: string, extra: object = {}, token = org.owner, call = api.call) =>
  call("POST", `approvals/${id}/decision`, {
    token,
    body: { decision, ...(decision === "approve" ? { digest: await digestOf(id) } : { reason: "Not today." }), ...extra },
  });
const collect = (id: string, body: object = {}) => api.call("POST", `approvals/${id}/collect`, { token: org.agentKey, body });

describe("an approval", () => {
  test("is requested, approved and collected, and each step returns a receipt that verifies", async () => {
    const asked = await api.call("POST", "actions", {
      token: org.agentKey,
      body: { action_type: "pr.merge", metadata: { repo: "acme/web" } },
    });
    expect(asked.status).toBe(202);
    expect(asked.body).toMatchObject({
      status: "requested",
      policy_name: "merge-review",
      decision: { action: "REQUIRE_APPROVAL", event_types: ["approval.requested"] },
    });
    const decided = await decide(asked.body.approval_id, "approve");
    expect(decided.body).toMatchObject({ status: "approved", decided_by: { name: "Olive Owner" }, votes: [{ decision: "approve" }] });
    const collected = await collect(asked.body.approval_id);
    expect(collected.status).toBe(200);
    expect(collected.body).toMatchObject({
      status: "executed",
      audit_event_id: asked.body.audit_event_id,
      permit: expect.stringMatching(/^prm_/),
    });
    expect(collected.body.executed_event_id).not.toBe(asked.body.audit_event_id);
    const { body: head } = await api.call("GET", "audit/checkpoint", { token: org.owner });
    for (const { receipt } of [asked.body, collected.body])
      expect(verifyReceipt(sha256, verifyEd25519, receipt, head.vkey)).toMatchObject({ ok: true });
  });

  test("is executed once with one permit when it is collected twice", async () => {
    const { approval_id } = await ask();
    await decide(approval_id, "approve");
    const answers = await Promise.all(Array.from({ length: 20 }, () => collect(approval_id, { audience: "deploy" })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.permit)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.executed_event_id)).size).toBe(1);
    expect((await collect(approval_id, { audience: "other" })).body.code).toBe("PERMIT_WRONG_AUDIENCE");
  });

  test("returns the person and the reason of a denial", async () => {
    const { approval_id, audit_event_id } = await ask();
    expect((await decide(approval_id, "deny")).status).toBe(200);
    expect((await collect(approval_id)).body).toMatchObject({ code: "APPROVAL_DENIED", retryable: false });
    expect((await read(approval_id)).body).toMatchObject({ status: "denied", reason: "Not today.", decided_by: { name: "Olive Owner" } });
    expect((await api.call("GET", `actions/${audit_event_id}`, { token: org.agentKey })).body).toMatchObject({
      status: "denied",
      denial_reason: "DENIED_BY_REVIEWER",
    });
  });

  test("expires when nobody decides it, and answers the waiting agent", async () => {
    const { approval_id } = await ask("quick.thing");
    const waited = await read(approval_id, { prefer: "wait=10" });
    expect(waited.status).toBe(200);
    expect(waited.body.status).toBe("expired");
    expect((await decide(approval_id, "approve")).body.code).toBe("APPROVAL_EXPIRED");
  });

  test("lapses when it is approved and not used", async () => {
    const { approval_id } = await ask("quick.thing");
    await decide(approval_id, "approve");
    await expect.poll(async () => (await read(approval_id)).body.status, { timeout: 5_000 }).toBe("lapsed");
    expect((await collect(approval_id)).body.code).toBe("APPROVAL_LAPSED");
  });

  test("cannot be approved after it was withdrawn", async () => {
    const { approval_id } = await ask();
    expect((await api.call("POST", `approvals/${approval_id}/cancel`, { token: org.agentKey })).body.status).toBe("cancelled");
    expect((await decide(approval_id, "approve")).body.code).toBe("APPROVAL_CANCELLED");
  });

  test("is refused at collect when the policy has changed since", async () => {
    await org.publish(
      policy("changing", { effect: "approve", match: { actions: ["change.me"] }, approval: { approvers: ["role:owner"] } }),
    );
    const { approval_id } = await ask("change.me");
    await decide(approval_id, "approve");
    await org.publish(policy("changing", { effect: "deny", match: { actions: ["change.me"] } }));
    expect((await collect(approval_id)).body).toMatchObject({
      code: "APPROVAL_REFUSED",
      error: { details: { denial_reason: "POLICY_DENIED" } },
    });
    expect((await read(approval_id)).body).toMatchObject({ status: "refused", refusal: "POLICY_DENIED" });
  });
});

describe("waiting", () => {
  /** Long enough for the first read to be over: from here on only a wake-up or the re-check answers. */
  const settled = () => new Promise((resolve) => setTimeout(resolve, 500));

  test("ends immediately after a decision in the same process", async () => {
    const { approval_id } = await ask();
    const digest = await digestOf(approval_id);
    const waiting = read(approval_id, { prefer: "wait=20" });
    await expect.poll(() => api.deps.waiters.size).toBeGreaterThan(0);
    const startedAt = performance.now();
    await decide(approval_id, "approve", { digest });
    const answer = await waiting;
    expect(answer).toMatchObject({ status: 200, body: { status: "approved" } });
    expect(answer.headers.get("preference-applied")).toBe("wait=20");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("ends through the bus after a decision in another process", async () => {
    const other = await api.startProcess();
    const { approval_id } = await ask();
    const digest = await digestOf(approval_id);
    const waiting = read(approval_id, { prefer: "wait=20" }, other.call);
    await expect.poll(() => other.deps.waiters.size).toBeGreaterThan(0);
    await settled();
    const startedAt = performance.now();
    await decide(approval_id, "approve", { digest });
    expect((await waiting).body.status).toBe("approved");
    // Below the slow re-check: it was the bus.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await other.close();
  });

  test("ends later when the notification is lost", async () => {
    const deaf = await api.startProcess();
    await deaf.deps.bus.close();
    const { approval_id } = await ask();
    const digest = await digestOf(approval_id);
    const waiting = read(approval_id, { prefer: "wait=20" }, deaf.call);
    await expect.poll(() => deaf.deps.waiters.size).toBeGreaterThan(0);
    await settled();
    await decide(approval_id, "approve", { digest });
    expect((await waiting).body.status).toBe("approved");
    await deaf.close();
  });

  test("answers 202 with the retry time when the wait is over", async () => {
    const { approval_id } = await ask();
    const answer = await read(approval_id, { prefer: "wait=1" });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("retry-after")).toBe("1");
  });

  test("does not wait without Prefer", async () => {
    const { approval_id } = await ask();
    expect((await read(approval_id)).status).toBe(200);
  });

  test("removes a caller that disconnects", async () => {
    const { approval_id } = await ask();
    const abort = new AbortController();
    const before = api.deps.waiters.size;
    const waiting = api.call("GET", `approvals/${approval_id}`, {
      token: org.agentKey,
      headers: { prefer: "wait=20" },
      signal: abort.signal,
    });
    await expect.poll(() => api.deps.waiters.size).toBe(before + 1);
    abort.abort();
    await waiting.catch(() => {});
    expect(api.deps.waiters.size).toBe(before);
  });
});

describe("deciding", () => {
  test("accepts one of several concurrent decisions; the others return the decider and the time", async () => {
    const { approval_id } = await ask();
    const operator = await org.addMember("operator");
    const digest = await digestOf(approval_id);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => decide(approval_id, i % 2 ? "approve" : "deny", { digest }, i % 3 ? org.owner : operator.token)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.body).toMatchObject({
      code: "ALREADY_DECIDED",
      error: { details: { decided_by_name: expect.any(String), decided_at: expect.any(String) } },
    });
  });

  test.each([
    ["another digest", { digest: "00".repeat(32) }, 409, "DIGEST_MISMATCH"],
    ["no digest", { digest: undefined }, 409, "DIGEST_MISMATCH"],
    ["an unknown decision", { decision: "maybe" }, 422, "INVALID_REQUEST"],
    ["an unknown field", { force: true }, 422, "INVALID_REQUEST"],
  ])("refuses %s", async (_, extra, status, code) => {
    const { approval_id } = await ask();
    const answer = await decide(approval_id, "approve", extra);
    expect(answer).toMatchObject({ status, body: { code } });
    expect((await read(approval_id)).body.status).toBe("pending");
  });

  test("requires a reason for a denial, and for an approval if the policy says so", async () => {
    const { approval_id } = await ask();
    for (const reason of ["  ", "\u200b", "\u2800\u00a0", "\ufeff\n"])
      expect((await decide(approval_id, "deny", { reason })).body.code).toBe("REASON_REQUIRED");
    const strict = await ask("strict.run");
    const operator = await org.addMember("operator");
    expect((await decide(strict.approval_id, "approve", {}, operator.token)).body.code).toBe("REASON_REQUIRED");
    expect((await decide(strict.approval_id, "approve", { reason: "Checked." }, operator.token)).status).toBe(200);
  });

  test("does not let one role imply another: an owner is not an operator", async () => {
    const { approval_id } = await ask("strict.run");
    expect((await decide(approval_id, "approve", { reason: "x" })).body.code).toBe("NOT_ELIGIBLE");
  });

  test("refuses the keys of agents and organisations, and auditors", async () => {
    const { approval_id } = await ask();
    const auditor = await org.addMember("auditor");
    for (const token of [org.agentKey, org.orgKey, auditor.token])
      expect((await decide(approval_id, "approve", {}, token)).body.code).toBe("FORBIDDEN");
  });

  test("refuses a person who was removed", async () => {
    const { approval_id } = await ask();
    const operator = await org.addMember("operator");
    await api.database.inspect("DELETE FROM app.member WHERE user_id = (SELECT user_id FROM app.app_user WHERE email = $1)", [
      operator.email,
    ]);
    expect((await decide(approval_id, "approve", {}, operator.token)).status).toBe(401);
  });

  test("denies immediately when nobody is eligible", async () => {
    await org.publish(
      policy("nobody", { effect: "approve", match: { actions: ["lonely.act"] }, approval: { approvers: ["user:ghost@acme.test"] } }),
    );
    expect(await ask("lonely.act")).toMatchObject({ status: "denied", denial_reason: "NO_ELIGIBLE_APPROVER" });
  });
});

describe("reviewing", () => {
  test("returns the exact arguments, the rule, the eligible people and earlier actions", async () => {
    const { approval_id } = await ask("pr.merge", { repo: "acme/web", pr: 7 });
    const review = (await api.call("GET", `approvals/${approval_id}/review`, { token: org.owner })).body;
    expect(review).toMatchObject({
      submission: { metadata: { repo: "acme/web", pr: 7 }, justification: "The tests are green." },
      target: "acme/web",
      risk: { level: "low" },
      rule: { policy: "merge-review", version: 1 },
      you: { can_decide: true, because: null },
      path: [
        { kind: "person", name: "Olive Owner" },
        { kind: "agent", name: "release-bot" },
      ],
    });
    expect(review.rule.lines.some((line: { asked: boolean }) => line.asked)).toBe(true);
    expect(review.eligible.map((person: { name: string }) => person.name)).toContain("Olive Owner");
    expect(review.recent.length).toBeGreaterThan(0);
  });

  test("shows an agent neither the reviewer's view nor another agent's approval", async () => {
    const { approval_id } = await ask();
    expect((await api.call("GET", `approvals/${approval_id}/review`, { token: org.agentKey })).status).toBe(403);
    const { body: agent } = await api.call("POST", "agents", { token: org.owner, body: { name: "other-bot", capabilities: ["*"] } });
    const { api_key } = (await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "k" } })).body;
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/collect"],
      ["POST", "/cancel"],
    ] as const) {
      expect((await api.call(method, `approvals/${approval_id}${path}`, { token: api_key })).status).toBe(404);
    }
    expect((await api.call("GET", "approvals", { token: api_key })).body.data).toEqual([]);
  });

  test("lists the next to expire first, with the numbers that similar requests add up", async () => {
    const mine = await api.createOrg();
    const asks = (name: string, approval: object) => policy(name, { effect: "approve", match: { actions: [`${name}.run`] }, approval });
    await mine.publish(asks("soon", { expires: "10m", grants: { allow: true, sum_field: "total" } }));
    await mine.publish(asks("later", { expires: "2h" }));
    const submit = async (action: string, metadata: object) =>
      (await api.call("POST", "actions", { token: mine.agentKey, body: { action_type: action, metadata } })).body.approval_id;
    const soon = await submit("soon.run", { total: 12.5, amount: 3 });
    const later = await submit("later.run", { amount: 40 });
    const text = await submit("later.run", { amount: "40" });
    const list = async (query: string) =>
      (await api.call("GET", `approvals${query}`, { token: mine.owner })).body.data.map(
        ({ id, amount }: { id: string; amount: object }) => [id, amount],
      );
    expect(await list("?expires_within=15m")).toEqual([[soon, { field: "total", value: 12.5 }]]);
    expect(new Map(await list("?expires_within=1d"))).toEqual(
      new Map<string, object | null>([
        [soon, { field: "total", value: 12.5 }],
        [later, { field: "amount", value: 40 }],
        [text, null],
      ]),
    );
    expect(await list("?expires_within=5m")).toEqual([]);
    const valuesFor = async (token: string, query = "") =>
      (await api.call("GET", `approvals${query}`, { token })).body.data.map(
        ({ argument_values }: { argument_values?: object }) => argument_values,
      );
    expect(await valuesFor(mine.owner)).toContainEqual({ "metadata.amount": 3, "metadata.total": 12.5 });
    expect(new Set(await valuesFor(mine.agentKey))).toEqual(new Set([undefined]));
    expect(new Set(await valuesFor(mine.owner, "?status=all"))).toEqual(new Set([undefined]));
    for (const wrong of ["1 hour", "0m", "", "99999999h"])
      expect((await api.call("GET", `approvals?expires_within=${wrong}`, { token: mine.owner })).body.code).toBe("INVALID_REQUEST");
  });

  test("lists in pages, the next to expire first", async () => {
    const { body: all } = await api.call("GET", "approvals?limit=200", { token: org.owner });
    const { body: first } = await api.call("GET", "approvals?limit=2", { token: org.owner });
    const { body: second } = await api.call("GET", `approvals?limit=2&cursor=${first.next_cursor}`, { token: org.owner });
    const ids = (rows: { id: string }[]) => rows.map((row) => row.id);
    expect([...ids(first.data), ...ids(second.data)]).toEqual(ids(all.data).slice(0, 4));
    expect((await api.call("GET", "approvals?cursor=bm9wZQ", { token: org.owner })).status).toBe(422);
    for (const position of [
      ["yesterday", first.data[0].id],
      [first.data[0].expires_at, "apr_1"],
    ]) {
      const cursor = Buffer.from(JSON.stringify(position)).toString("base64url");
      expect((await api.call("GET", `approvals?cursor=${cursor}`, { token: org.owner })).body.code).toBe("INVALID_REQUEST");
    }
    expect((await api.call("GET", "approvals?status=decided", { token: org.owner })).body.data.length).toBeGreaterThan(0);
  });
});
