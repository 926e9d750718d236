import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate, delegateDown, type TestChild } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const revoke = (id: string, token = org.owner) => api.call("DELETE", `delegations/${id}`, { token });
const submit = (token: string, action_type = "doc.read", headers: Record<string, string> = {}, process = api.call) =>
  process("POST", "actions", { token, headers, body: { action_type } });
const kinds = async (kind: string) =>
  (await org.get(`audit/events?kind=${kind}&limit=200`)).body.data as {
    seq: number;
    subject: { id: string };
    actor: { type: string };
    denial_reason: string | null;
  }[];
async function until<T>(what: () => Promise<T | false>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await what();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it did not happen");
}

beforeAll(async () => {
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});

describe("revoking", () => {
  it("ends three levels with their approvals, and wakes waiting requests", async () => {
    const [a, b, c] = (await delegateDown(api, org.agentKey, 3, { capabilities: ["pr.*", "doc.*"] })) as [TestChild, TestChild, TestChild];
    const sibling = await delegate(api, org.agentKey, { capabilities: ["pr.*", "doc.*"] });
    const [pending, approved, kept] = [
      await submit(c.key, "pr.merge"),
      await submit(b.key, "pr.merge"),
      await submit(sibling.key, "pr.merge"),
    ];
    const { digest } = (await org.get(`approvals/${approved.body.approval_id}`)).body;
    await api.call("POST", `approvals/${approved.body.approval_id}/decision`, { token: org.owner, body: { decision: "approve", digest } });

    const preview = (await org.get(`delegations/${a.id}/revoke-preview`)).body;
    expect(preview).toMatchObject({ id: a.id, active: true, descendants: 2, pending_approvals: 1, approved_approvals: 1 });
    expect(
      preview.approvals.map((one: { id: string; status: string; requested_by: { name: string } }) => [
        one.id,
        one.status,
        one.requested_by.name,
      ]),
    ).toEqual([
      [pending.body.approval_id, "pending", "release-bot/level 1/level 2/level 3"],
      [approved.body.approval_id, "approved", "release-bot/level 1/level 2"],
    ]);
    expect((await org.get(`delegations/${a.id}`)).body.active).toBe(true);

    const gate = api.call("GET", `approvals/${pending.body.approval_id}`, { token: c.key, headers: { prefer: "wait=20" } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = Date.now();
    expect((await revoke(a.id)).body).toEqual({ revoked: true, cascaded: 2 });
    // The waiting gate had been let in before: it learns how its request ended.
    expect((await gate).body).toMatchObject({ status: "cancelled", refusal: "DELEGATION_INVALID" });
    expect(Date.now() - started).toBeLessThan(3_000);

    expect((await org.get(`approvals/${approved.body.approval_id}`)).body).toMatchObject({
      status: "revoked",
      refusal: "DELEGATION_INVALID",
    });
    expect((await org.get(`approvals/${kept.body.approval_id}`)).body.status).toBe("pending");
    expect((await submit(sibling.key)).body.status).toBe("executed");
    for (const child of [a, b, c]) {
      expect((await org.get(`delegations/${child.id}`)).body).toMatchObject({
        status: "revoked",
        active: false,
        ended_at: expect.any(String),
      });
      expect((await org.get("whoami", child.key)).body).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    }
    expect(
      (await kinds("delegation.revoked"))
        .slice(0, 3)
        .map((entry) => entry.subject.id)
        .sort(),
    ).toEqual([a.id, b.id, c.id].sort());
    expect((await kinds("approval.cancelled"))[0]).toMatchObject({
      subject: { id: pending.body.approval_id },
      denial_reason: "DELEGATION_INVALID",
    });
    expect((await kinds("approval.revoked"))[0]).toMatchObject({
      subject: { id: approved.body.approval_id },
      denial_reason: "DELEGATION_INVALID",
    });
    expect((await org.get("audit/verify")).body.chain_valid).toBe(true);
    expect((await org.get(`delegations/${a.id}/revoke-preview`)).body).toMatchObject({
      active: false,
      descendants: 0,
      approvals: [],
      pending_approvals: 0,
    });
  });

  it("returns the same result when repeated, and records nothing", async () => {
    const child = await delegate(api, org.agentKey);
    expect((await revoke(child.id)).body).toEqual({ revoked: true, cascaded: 0 });
    const before = (await kinds("delegation.revoked")).length;
    expect((await revoke(child.id)).body).toEqual({ revoked: true, cascaded: 0 });
    expect(await kinds("delegation.revoked")).toHaveLength(before);
  });

  it("is allowed for parents and the child itself, not for siblings", async () => {
    const [a, b] = [await delegate(api, org.agentKey), await delegate(api, org.agentKey)];
    const below = await delegate(api, a.key);
    expect((await revoke(a.id, b.key)).status).toBe(404);
    expect((await revoke(a.id, below.key)).status).toBe(404);
    expect((await revoke(below.id, org.agentKey)).body.revoked).toBe(true);
    expect((await revoke(a.id, a.key)).body.revoked).toBe(true);
    expect((await revoke(b.id, org.orgKey)).body.revoked).toBe(true);
  });

  it("records later attempts as denials, and the key has no other access", async () => {
    const child = await delegate(api, org.agentKey, { capabilities: ["doc.*"] });
    const earlier = await submit(child.key, "doc.read", { "x-al-event-id": "before" });
    expect(earlier.body.status).toBe("executed");
    await revoke(child.id);
    expect((await submit(child.key)).body).toMatchObject({
      status: "denied",
      denial_reason: "DELEGATION_INVALID",
      delegation_id: child.id,
    });
    expect((await kinds("action.denied"))[0]).toMatchObject({ denial_reason: "DELEGATION_INVALID" });
    // A replay is authorised again: the executed answer is not repeated.
    expect((await submit(child.key, "doc.read", { "x-al-event-id": "before" })).body).toMatchObject({
      status: 403,
      code: "DELEGATION_INVALID",
    });
    expect((await api.call("POST", "actions/check", { token: child.key, body: { action_type: "doc.read" } })).body).toMatchObject({
      allowed: false,
      denial_reason: "DELEGATION_INVALID",
    });
    for (const [method, path, body] of [
      ["GET", "whoami"],
      ["GET", "approvals"],
      ["GET", `actions/${earlier.body.audit_event_id}`],
      ["GET", "delegations"],
      ["GET", "events/stream"],
      ["POST", `actions/${earlier.body.audit_event_id}/report`, { status: "success" }],
      ["POST", "delegations", { name: "x", capabilities: ["doc.read"], ttl: 60 }],
    ] as const) {
      expect((await api.call(method, path, { token: child.key, ...(body ? { body } : {}) })).status, path).toBe(401);
    }
  });

  it("applies to every later decision, for 50 concurrent requests on two processes", async () => {
    const other = await api.startProcess();
    const [parent, child] = (await delegateDown(api, org.agentKey, 2, { capabilities: ["doc.*"] })) as [TestChild, TestChild];
    expect((await submit(child.key)).body.status).toBe("executed");
    expect((await submit(child.key, "doc.read", {}, other.call)).body.status).toBe("executed");
    // Fifty workers, every other one on the process that does not revoke, go on until they are told to stop.
    const answers: { status: number; body: { status: string; denial_reason?: string } }[] = [];
    const work = async (_: unknown, i: number) => {
      for (let stopped = false; !stopped; ) {
        const answer = await submit(child.key, "doc.read", {}, i % 2 ? other.call : api.call);
        answers.push(answer);
        stopped = answer.body.denial_reason === "DELEGATION_INVALID";
      }
    };
    const workers = Array.from({ length: 50 }, work);
    await until(async () => answers.length > 100);
    await revoke(parent.id);
    await Promise.all(workers);
    expect(answers.filter((answer) => answer.status !== 200 || !["executed", "denied"].includes(answer.body.status))).toEqual([]);
    const seqs = (kind: string, condition: string) =>
      api.database
        .inspect<{ seq: string }>(`SELECT seq FROM app.ledger_entry WHERE kind = $1 AND convert_from(bytes, 'UTF8') LIKE $2`, [
          kind,
          condition,
        ])
        .then((rows) => rows.map((row) => Number(row.seq)));
    const executed = await seqs("action.executed", `%${child.id}%`);
    const [end] = await seqs("delegation.revoked", `%${child.id}%`);
    const denied = await seqs("action.denied", `%${child.id}%`);
    expect(executed.length).toBeGreaterThan(100);
    expect(denied).toHaveLength(50);
    expect(Math.max(...executed)).toBeLessThan(end as number);
    expect(Math.min(...denied)).toBeGreaterThan(end as number);
    // The other process answers from memory for no longer than two seconds.
    await until(async () => (await other.call("GET", "whoami", { token: child.key })).status === 401);
    expect((await submit(child.key, "doc.read", {}, other.call)).body).toMatchObject({
      status: "denied",
      denial_reason: "DELEGATION_INVALID",
    });
    await other.close();
  });

  it("also ends a delegation that the child creates concurrently", async () => {
    const parent = await delegate(api, org.agentKey);
    const made = Array.from({ length: 8 }, () =>
      api.call("POST", "delegations", { token: parent.key, body: { name: "late", capabilities: ["pr.*"], ttl: 60 } }),
    );
    await Promise.all([revoke(parent.id), ...made]);
    const remaining = (await org.get(`delegations?agent_id=${parent.agentId}&active_only=true`)).body.data;
    expect(remaining).toEqual([]);
  });

  it("also ends permits that are not consumed", async () => {
    const child = await delegate(api, org.agentKey);
    const asked = (await submit(child.key, "pr.merge")).body;
    const { digest } = (await org.get(`approvals/${asked.approval_id}`)).body;
    await api.call("POST", `approvals/${asked.approval_id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
    const { permit } = (await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: child.key, body: {} })).body;
    await revoke(child.id);
    const consumed = await api.call("POST", "permits/consume", {
      token: org.orgKey,
      body: { permit, submission: { action_type: "pr.merge" } },
    });
    expect(consumed.body).toMatchObject({ status: 409, code: "APPROVAL_REFUSED" });
  });
});

describe("a delegation also ends", () => {
  it("at its expiry, with everything below it, by the sweeper", async () => {
    const [a, b] = (await delegateDown(api, org.agentKey, 2)) as [TestChild, TestChild];
    const asked = (await submit(b.key, "pr.merge")).body;
    await api.database.inspect(
      "UPDATE app.delegation SET expires_at = clock_timestamp() WHERE delegation_id IN (SELECT delegation_id FROM app.delegation WHERE ended_at IS NULL ORDER BY delegation_id DESC LIMIT 2)",
    );
    const ended = await until(async () => {
      const { body } = await org.get(`delegations/${b.id}`);
      return body.ended_at !== null && body;
    });
    expect(ended).toMatchObject({ status: "expired", active: false });
    expect((await kinds("delegation.expired")).slice(0, 2).map((entry) => [entry.subject.id, entry.actor.type])).toEqual(
      expect.arrayContaining([
        [a.id, "system"],
        [b.id, "system"],
      ]),
    );
    expect((await org.get(`approvals/${asked.approval_id}`)).body).toMatchObject({ status: "cancelled", refusal: "DELEGATION_INVALID" });
    expect((await submit(b.key)).body).toMatchObject({ status: "denied", denial_reason: "DELEGATION_INVALID" });
    expect((await revoke(a.id)).body).toEqual({ revoked: false, cascaded: 0 });
  });

  it("at its expiry by the database's clock, before the sweeper runs", async () => {
    const child = await delegate(api, org.agentKey, { ttl: 1, capabilities: ["doc.*"] });
    expect((await submit(child.key)).body.status).toBe("executed");
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await submit(child.key)).body).toMatchObject({ status: "denied", denial_reason: "DELEGATION_INVALID" });
    expect((await org.get("whoami", child.key)).status).toBe(401);
  });

  it("with the key that created it", async () => {
    const { id, api_key } = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "leaked" } })).body;
    const [made, below] = (await delegateDown(api, api_key, 2)) as [TestChild, TestChild];
    const other = await delegate(api, org.agentKey);
    await api.call("DELETE", `agents/${org.agentId}/keys/${id}`, { token: org.owner });
    for (const child of [made, below]) expect((await org.get(`delegations/${child.id}`)).body.status).toBe("revoked");
    expect((await org.get(`delegations/${other.id}`)).body.status).toBe("active");
  });

  it("with its own key", async () => {
    const child = await delegate(api, org.agentKey);
    const { key_id } = (await org.get(`delegations/${child.id}`)).body;
    expect((await api.call("DELETE", `agents/${child.agentId}/keys/${key_id}`, { token: org.owner })).status).toBe(200);
    expect((await org.get(`delegations/${child.id}`)).body.status).toBe("revoked");
  });

  it("while an ancestor is disabled, and continues afterwards", async () => {
    const { id } = (await api.call("POST", "agents", { token: org.owner, body: { name: "sleeper", capabilities: ["*"] } })).body;
    const { api_key } = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "k" } })).body;
    const [, child] = (await delegateDown(api, api_key, 2, { capabilities: ["doc.*"] })) as [TestChild, TestChild];
    const change = (agentId: string, status: string) => api.call("PATCH", `agents/${agentId}`, { token: org.owner, body: { status } });
    for (const agentId of [id, child.agentId]) {
      await change(agentId, "disabled");
      expect((await submit(child.key)).body).toMatchObject({ status: "denied", denial_reason: "DELEGATION_INVALID" });
      expect((await org.get("whoami", child.key)).status).toBe(401);
      await change(agentId, "active");
      expect((await submit(child.key)).body.status).toBe("executed");
    }
  });
});
