import type { Answer } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const CONSOLE = "https://console.acme.test";
let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi({ AL_CONSOLE_URL: `${CONSOLE}/` });
  org = await api.createOrg();
  const approval = { approvers: ["role:owner"] };
  await org.publish(policy("review", { effect: "approve", match: { actions: ["pr.merge", "tool.*"] }, approval }));
  await org.publish(policy("docs", { effect: "allow", match: { actions: ["doc.read"] } }));
});
afterAll(() => api.close());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.call("POST", path, { token: org.agentKey, body, headers });
const read = async (id: string) => (await api.call("GET", `approvals/${id}`, { token: org.agentKey })).body;
const pageOf = (id: string) => `${CONSOLE}/approvals/${id}`;

async function decide(id: string, decision: "approve" | "deny"): Promise<Answer> {
  const { digest } = await read(id);
  return api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision, digest, reason: "Not today." } });
}

/** Decides the first pending approval that appears. */
async function decideNext(decision: "approve" | "deny"): Promise<void> {
  for (;;) {
    const { data } = (await api.call("GET", "approvals?status=pending", { token: org.owner })).body;
    if (data[0]) return void (await decide(data[0].id, decision));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a pending answer names the console page of the approval", () => {
  test.each([
    ["actions", { action_type: "pr.merge" }],
    ["evaluate", { tool: "send_email" }],
  ])("POST /%s, also when it is repeated", async (path, body) => {
    const headers = { "x-al-event-id": `url-${path}` };
    for (const answer of [await post(path, body, headers), await post(path, body, headers)]) {
      expect(answer.status).toBe(202);
      expect(answer.body.approval_url).toBe(pageOf(answer.body.approval_id));
      expect(answer.headers.get("location")).toBe(answer.body.approval_url);
    }
    const { approval_id, audit_event_id } = (await post(path, body, headers)).body;
    expect((await read(approval_id)).approval_url).toBe(pageOf(approval_id));
    const action = await api.call("GET", `actions/${audit_event_id}`, { token: org.agentKey });
    expect(action.body.approval_url).toBe(pageOf(approval_id));
    const early = await post(`approvals/${approval_id}/collect`, {});
    expect(early).toMatchObject({
      status: 409,
      body: { code: "APPROVAL_PENDING", error: { details: { approval_url: pageOf(approval_id) } } },
    });
    await decide(approval_id, "deny");
  });

  test("an answer without an approval contains neither link nor Location", async () => {
    const answer = await post("actions", { action_type: "doc.read" });
    expect(answer.body.approval_url).toBeUndefined();
    expect(answer.headers.get("location")).toBeNull();
  });
});

describe("Prefer: wait on a submission", () => {
  test.each([
    ["actions", { action_type: "pr.merge" }],
    ["evaluate", { tool: "send_email" }],
  ])("POST /%s returns the decision", async (path, body) => {
    const [approved] = await Promise.all([post(path, body, { prefer: "wait=20" }), decideNext("approve")]);
    expect(approved.status).toBe(200);
    expect(approved.headers.get("preference-applied")).toBe("wait=20");
    expect(approved.body).toMatchObject({ status: "approved", message: expect.stringContaining("Collect") });
    expect((await post(`approvals/${approved.body.approval_id}/collect`, {})).body.status).toBe("executed");

    const [denied] = await Promise.all([post(path, body, { prefer: "wait=20, return=minimal" }), decideNext("deny")]);
    expect(denied.status).toBe(200);
    expect(denied.headers.get("preference-applied")).toBe("return=minimal, wait=20");
    expect(denied.body.status).toBe("denied");
    expect(denied.body.receipt).toBeUndefined();
  });

  test("returns immediately when policy decides", async () => {
    const answer = await post("actions", { action_type: "doc.read" }, { prefer: "wait=20" });
    expect(answer).toMatchObject({ status: 200, body: { status: "executed" } });
    expect(answer.headers.get("preference-applied")).toBe("wait=20");
  });

  test("returns 202 when nobody decides, and a repeated request waits for the same approval", async () => {
    const headers = { prefer: "wait=1", "x-al-event-id": "patient" };
    const first = await post("actions", { action_type: "pr.merge" }, headers);
    expect(first).toMatchObject({ status: 202, body: { status: "requested" } });
    expect(first.headers.get("retry-after")).toBe("1");
    const [second] = await Promise.all([
      post("actions", { action_type: "pr.merge" }, { ...headers, prefer: "wait=20" }),
      decideNext("approve"),
    ]);
    expect(second.body).toMatchObject({ status: "approved", approval_id: first.body.approval_id });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  test("returns immediately when the process has reached its limit of waiting requests", async () => {
    const full = await api.startProcess({ AL_MAX_WAITERS: 0 });
    const answer = await full.call("POST", "actions", {
      token: org.agentKey,
      body: { action_type: "pr.merge" },
      headers: { prefer: "wait=20" },
    });
    expect(answer).toMatchObject({ status: 202, body: { status: "requested" } });
    expect(answer.headers.get("preference-applied")).toBeNull();
  });
});
