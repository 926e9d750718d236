import { decodeId } from "@agentlattice/core";
import { grantColumns, grantOrgScope } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let ana: Awaited<ReturnType<TestOrg["addMember"]>>;
let bob: Awaited<ReturnType<TestOrg["addMember"]>>;
let auditor: Awaited<ReturnType<TestOrg["addMember"]>>;

const grants = { allow: true, max: "7d", max_count: 1000 };
const asking = (name: string, approval: object) =>
  policy(name, { effect: "approve", match: { actions: [`${name}.run`] }, approval: { approvers: ["role:operator"], ...approval } });

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  [ana, bob, auditor] = [await org.addMember("operator"), await org.addMember("operator"), await org.addMember("auditor")];
  for (const name of ["count", "sums", "target", "undo", "ends", "checked", "named", "listed"]) await org.publish(asking(name, { grants }));
  await org.publish(asking("pair", { grants, quorum: 2 }));
  await org.publish(asking("never", {}));
  await org.publish(asking("small", { grants: { allow: true, max: "1h", max_count: 5, max_sum: 100 } }));
  await org.publish(asking("same", { grants: { allow: true, scope: ["same_digest"] } }));
  const never = [{ field: "amount", operator: "eq", value: 13 }];
  await org.publish(policy("no-thirteen", { effect: "deny", match: { actions: ["*"] }, when: { all: never } }));
});
afterAll(() => api.close());

const submission = (name: string, metadata: object = {}) => ({
  action_type: `${name}.run`,
  metadata: { repo: "acme/web", amount: 5, ...metadata },
});
const ask = (name: string, metadata?: object) => gate.ask(submission(name, metadata));
const give = async (name: string, grant: object, token = ana.token) => {
  const { approval_id } = await ask(name);
  const decided = await gate.decide(approval_id, "approve", { token, body: { grant } });
  return { id: approval_id as string, decided };
};
const listed = async (status = "all") => (await api.call("GET", `grants?status=${status}&limit=100`, { token: ana.token })).body.data;
const grantOf = async (approvalId: string) => (await listed()).find((grant: { approval_id: string }) => grant.approval_id === approvalId);
const kindsOf = async (query: string) =>
  (await api.call("GET", `audit/events?${query}&limit=100`, { token: org.owner })).body.data.map(({ kind }: { kind: string }) => kind);

describe("a grant", () => {
  test("is used exactly as often as its count allows, with 100 concurrent submissions on two processes", async () => {
    const { id } = await give("count", { for: "2h", count: 10 });
    const other = await api.startProcess();
    const body = submission("count");
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 ? other.call : api.call)("POST", "actions", { token: org.agentKey, body })),
    );
    const executed = results.filter((result) => result.body.status === "executed");
    expect(results.map(({ status, body }) => body.code ?? status).filter((code) => typeof code === "string")).toEqual([]);
    expect(executed).toHaveLength(10);
    expect(results.filter((result) => result.body.status === "requested")).toHaveLength(90);
    const grant = await grantOf(id);
    expect(new Set(executed.map((result) => result.body.grant_id))).toEqual(new Set([grant.id]));
    expect(grant).toMatchObject({ status: "used_up", uses: 10, bounds: { count: 10, for: 7200, where: null }, target: "acme/web" });
    const leaf = (await api.call("GET", `audit/events/${executed[0]?.body.audit_event_id}`, { token: org.owner })).body;
    expect(JSON.stringify(leaf)).toContain(grant.id);
    const read = await api.call("GET", `actions/${executed[0]?.body.audit_event_id}`, { token: org.agentKey });
    expect(read.body).toMatchObject({ status: "executed", grant_id: grant.id });
    await other.close();
  });

  test("never exceeds its sum", async () => {
    const { id } = await give("sums", { for: "1h", sum: 25, where: [{ field: "amount", operator: "lte", value: 10 }] });
    const results = await Promise.all(Array.from({ length: 8 }, () => ask("sums", { amount: 10 })));
    expect(results.filter(({ status }) => status === "executed")).toHaveLength(2);
    expect((await ask("sums", { amount: 5 })).status).toBe("executed");
    expect((await ask("sums", { amount: 0.01 })).status).toBe("requested");
    expect((await ask("sums", { amount: -5 })).status).toBe("requested");
    expect((await ask("sums", { amount: 0 })).status).toBe("requested");
    expect(await grantOf(id)).toMatchObject({ status: "used_up", uses: 3, used_sum: 25, bounds: { sum: 25, sum_field: "amount" } });
    expect((await listed("active")).map((grant: { approval_id: string }) => grant.approval_id)).not.toContain(id);
  });

  test("is used up when its fixed amount exceeds the rest of its sum", async () => {
    const { id } = await give("sums", { for: "1h", sum: 12 });
    expect((await ask("sums")).status).toBe("executed");
    expect(await grantOf(id)).toMatchObject({ status: "active", used_sum: 5 });
    expect((await ask("sums")).status).toBe("executed");
    expect(await grantOf(id)).toMatchObject({ status: "used_up", used_sum: 10 });
    expect((await ask("sums")).status).toBe("requested");
    expect((await listed("active")).map((grant: { approval_id: string }) => grant.approval_id)).not.toContain(id);
  });

  test("covers the exact target and the values of its conditions, and no denied action", async () => {
    await give("target", { for: "1h", where: [{ field: "amount", operator: "lte", value: 100 }] });
    expect((await ask("target", { amount: 99 })).status).toBe("executed");
    expect((await ask("target", { amount: 99, note: "added" })).status).toBe("requested");
    expect((await ask("target", { amount: 101 })).status).toBe("requested");
    expect((await ask("target", { repo: "acme/api" })).status).toBe("requested");
    expect((await gate.ask({ ...submission("target"), content: "other" })).status).toBe("requested");
    expect(await ask("target", { amount: 13 })).toMatchObject({ status: "denied" });
  });

  /** Sets the uses of a grant back by SQL, with a seal: only somebody with the key-encryption key can. */
  async function setBack(orgId: string): Promise<void> {
    const where = "WHERE org_id = $1";
    await api.database.inspect(`UPDATE app.approval_grant SET uses = 0, used_sum = 0 ${where}`, [orgId]);
    const [row] = await api.deps.database.inOrg(grantOrgScope(orgId), (client) => client.approvalGrant.findMany({ where: { orgId } }));
    const seal = row && api.deps.database.sealsOf(orgId).grant(grantColumns(row));
    await api.database.inspect(`UPDATE app.approval_grant SET seal = $2 ${where}`, [orgId, seal]);
  }

  test("whose row was set back is reported by the verification after its next use", async () => {
    const own = await api.createOrg();
    await own.publish(asking("count", { approvers: ["role:owner"], grants }));
    const { ask: submit, decide } = gateOf(api.call, own);
    const { approval_id } = await submit(submission("count"));
    await decide(approval_id, "approve", { body: { grant: { for: "1h", count: 1, sum: 100 } } });
    const verify = async () => (await api.call("GET", "audit/verify", { token: own.owner })).body;
    const first = await submit(submission("count"));
    const leaf = (await api.call("GET", `audit/events/${first.audit_event_id}`, { token: own.owner })).text;
    expect(leaf).toContain('"grant_sum":5000000,"grant_use":1');
    expect(await verify()).toMatchObject({ chain_valid: true, findings: [] });
    await setBack(decodeId("org", own.orgId) as string);
    const second = await submit(submission("count"));
    expect(second.status).toBe("executed");
    expect(await verify()).toMatchObject({
      chain_valid: true,
      findings: [{ class: "EXECUTED_WITHOUT_GRANT", row_id: second.audit_event_id }],
    });
  });

  test("is returned with its coverage by the decision and by each action, and the nearest one says why it does not cover", async () => {
    await org.publish(asking("told", { grants: { allow: true, scope: ["same_agent", "same_action"] } }));
    const where = [{ field: "amount", operator: "lte", value: 50 }];
    const { decided } = await give("told", { for: "1h", count: 2, sum: 60, where });
    const bounds = { for: 3600, count: 2, sum: 60, sum_field: "amount", where };
    const { grant } = decided.body;
    expect(grant).toMatchObject({ id: expect.stringMatching(/^gra_/), action_type: "told.run", bounds, uses_left: 2, sum_left: 60 });
    const mismatch = async (metadata: object, body = {}) => (await gate.ask({ ...submission("told", metadata), ...body })).grant_mismatch;
    expect(await mismatch({ amount: 51 })).toEqual({
      grant_id: grant.id,
      term: "metadata.amount",
      reason: "The grant requires amount lte 50.",
    });
    expect(await mismatch({ repo: "acme/api" })).toMatchObject({ term: "metadata.repo" });
    expect(await mismatch({ note: "x" })).toMatchObject({ term: "metadata.note", reason: "The approved request has no metadata.note." });
    expect(await mismatch({}, { content: "other" })).toMatchObject({ term: "content" });
    const pending = await ask("told", { amount: 51 });
    const read = await api.call("GET", `actions/${pending.audit_event_id}`, { token: org.agentKey });
    expect(read.body.grant_mismatch).toEqual(pending.grant_mismatch);
    const used = await ask("told", { amount: 20 });
    expect(used).toMatchObject({ status: "executed", grant_id: grant.id, grant: { ...grant, uses_left: 1, sum_left: 40 } });
    const again = await api.call("GET", `actions/${used.audit_event_id}`, { token: org.agentKey });
    expect(again.body.grant).toEqual(used.grant);
    expect(await mismatch({ amount: 45 })).toMatchObject({ term: "sum", reason: "The grant allows 60 of amount in all, and 40 is left." });
    expect((await ask("told", { amount: 1 })).grant.uses_left).toBe(0);
    expect(await mismatch({ amount: 1 })).toMatchObject({ term: "count" });
    const check = await api.call("POST", "actions/check", { token: org.agentKey, body: submission("told", { amount: 1 }) });
    expect(check.body.grant_mismatch).toMatchObject({ grant_id: grant.id, term: "count" });
    const { api_key } = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "second" } })).body;
    expect((await gate.ask(submission("told"), api_key)).grant_mismatch).toMatchObject({ term: "key" });
    const validated = await api.call("POST", "policies/validate", {
      token: org.owner,
      body: { document: asking("told", { grants: { allow: true, scope: ["same_agent"] } }) },
    });
    expect(JSON.stringify(validated.body)).toContain("leave same_agent out");
  });

  test("without conditions covers the same arguments only", async () => {
    await give("same", { for: "1h" });
    expect((await ask("same")).status).toBe("executed");
    expect((await ask("same", { extra: true })).status).toBe("requested");
  });

  test("requires every vote of the quorum to name it", async () => {
    const grant = { for: "1h", count: 3 };
    const { approval_id } = await ask("pair");
    expect((await gate.decide(approval_id, "approve", { token: ana.token, body: { grant } })).body.status).toBe("pending");
    expect(await grantOf(approval_id)).toBeUndefined();
    const review = (await api.call("GET", `approvals/${approval_id}/review`, { token: bob.token })).body;
    expect(review).toMatchObject({
      proposed_grant: { for: 3600, count: 3, sum: null, where: null },
      grants: { max: 604800, exact: false, target_field: "repo" },
    });
    const more = await gate.decide(approval_id, "approve", { token: bob.token, body: { grant: { for: "1h", count: 4 } } });
    expect(more.body).toMatchObject({ status: 409, code: "GRANT_MISMATCH" });
    expect((await gate.decide(approval_id, "approve", { token: bob.token, body: { grant } })).body.status).toBe("approved");
    expect(await grantOf(approval_id)).toMatchObject({ status: "active" });
    expect((await gate.collect(approval_id)).body.status).toBe("executed");
  });

  test("is not given when a vote does not name it", async () => {
    const ends = { token: org.owner };
    const active = (await listed("active")).filter((one: { action_type: string }) => one.action_type === "pair.run");
    for (const { id } of active) expect((await api.call("DELETE", `grants/${id}`, ends)).status).toBe(204);
    const { approval_id } = await ask("pair");
    await gate.decide(approval_id, "approve", { token: ana.token, body: { grant: { for: "1h" } } });
    expect((await gate.decide(approval_id, "approve", { token: bob.token })).body.status).toBe("approved");
    expect(await grantOf(approval_id)).toBeUndefined();
    expect((await gate.collect(approval_id)).body.status).toBe("executed");
    const late = (await ask("pair")).approval_id;
    await gate.decide(late, "approve", { token: ana.token });
    const named = await gate.decide(late, "approve", { token: bob.token, body: { grant: { for: "1h" } } });
    expect(named.body.code).toBe("GRANT_MISMATCH");
  });

  test.each<[string, string, object]>([
    ["where no policy allows one", "never", { for: "1h" }],
    ["for too long", "small", { for: "2h", count: 1, sum: 1 }],
    ["for too many", "small", { for: "1h", count: 6, sum: 1 }],
    ["without the sum that the policy caps", "small", { for: "1h", count: 1 }],
    ["with conditions where the digest must be the same", "same", { for: "1h", where: [{ field: "amount", operator: "lte", value: 1 }] }],
    ["for any target", "undo", { for: "1h", where: [{ field: "repo", operator: "exists" }] }],
    ["with an unknown operator", "undo", { for: "1h", where: [{ field: "amount", operator: "less_than", value: 1 }] }],
  ])("is refused %s", async (_name, action, grant) => {
    const { approval_id } = await ask(action, { unique: Math.random() });
    const refused = await gate.decide(approval_id, "approve", { token: ana.token, body: { grant } });
    expect(refused.body).toMatchObject({ status: 422, code: "GRANT_NOT_ALLOWED" });
    expect((await gate.read(approval_id)).body.status).toBe("pending");
  });

  test("can be backtested", async () => {
    const { approval_id } = await ask("checked", { amount: 3 });
    await ask("checked", { amount: 4 });
    await ask("checked", { amount: 40 });
    const body = { for: "1h", count: 10, where: [{ field: "amount", operator: "lte", value: 10 }] };
    const tested = await api.call("POST", `approvals/${approval_id}/grant/backtest`, { token: ana.token, body });
    expect(tested.body).toMatchObject({ days: 30, requests: 2, covered: 1, covered_sum: 4, others: 1, unreadable: 0, truncated: false });
    expect(tested.body).toMatchObject({ covered_approved: 0, covered_denied: 0 });
  });

  test("is named by a check, which does not use it, and by the review of its approval", async () => {
    const check = () => api.call("POST", "actions/check", { token: org.agentKey, body: submission("named") });
    expect((await check()).body).toMatchObject({ allowed: false, needs_approval: true });
    const { id } = await give("named", { for: "1h", count: 1 });
    const grant = await grantOf(id);
    for (const { body } of [await check(), await check()])
      expect(body).toMatchObject({ allowed: true, needs_approval: false, action: "ALLOW", grant_id: grant.id });
    expect(await grantOf(id)).toMatchObject({ uses: 0 });
    const review = (await api.call("GET", `approvals/${id}/review`, { token: bob.token })).body;
    expect(review).toMatchObject({ given_grant: grant.id, similar: { days: 30, requests: 0, approved: 0, denied: 0 } });
    expect(await ask("named")).toMatchObject({ status: "executed", grant_id: grant.id });
    expect((await check()).body).toMatchObject({ allowed: false, needs_approval: true });
    const next = (await ask("named")).approval_id;
    const similar = (await api.call("GET", `approvals/${next}/review`, { token: bob.token })).body;
    expect(similar).toMatchObject({ given_grant: null, similar: { requests: 1, approved: 1, denied: 0 } });
    await gate.decide(next, "deny", { token: bob.token, body: { reason: "no" } });
    const last = (await ask("named")).approval_id;
    const counted = (await api.call("GET", `approvals/${last}/review`, { token: bob.token })).body.similar;
    expect(counted).toEqual({ days: 30, requests: 2, approved: 1, denied: 1 });
  });

  test("is found by its id and its environment", async () => {
    const { id } = await give("listed", { for: "1h" });
    const grant = await grantOf(id);
    const list = async (query: string) => (await api.call("GET", `grants?${query}`, { token: auditor.token })).body.data;
    expect((await list(`grant_id=${grant.id}`)).map((one: { id: string }) => one.id)).toEqual([grant.id]);
    expect(await list(`grant_id=${grant.id}&environment=${grant.environment === "dev" ? "prod" : "dev"}`)).toEqual([]);
    expect(await list(`environment=${grant.environment}`)).not.toEqual([]);
    expect(await list("grant_id=gra_01h455vb4pex5vsknk084sn02q")).toEqual([]);
  });
});

describe("a grant ends", () => {
  test("with the decision that gave it", async () => {
    const { id } = await give("undo", { for: "1h" });
    expect((await api.call("POST", `approvals/${id}/undo`, { token: ana.token })).status).toBe(200);
    expect((await ask("undo")).status).toBe("requested");
    expect(await grantOf(id)).toMatchObject({ status: "ended", ended_because: "APPROVAL_UNDONE" });
  });

  test("when a person revokes it, once", async () => {
    const { id } = await give("ends", { for: "1h" });
    const grant = await grantOf(id);
    expect((await ask("ends")).status).toBe("executed");
    expect((await api.call("DELETE", `grants/${grant.id}`, { token: auditor.token })).status).toBe(403);
    expect((await api.call("DELETE", `grants/${grant.id}`, { token: org.agentKey })).status).toBe(403);
    expect((await api.call("DELETE", `grants/${grant.id}`, { token: bob.token })).status).toBe(204);
    expect((await api.call("DELETE", `grants/${grant.id}`, { token: bob.token })).body.code).toBe("GRANT_NOT_ACTIVE");
    expect((await api.call("DELETE", "grants/gra_01h455vb4pex5vsknk084sn02q", { token: bob.token })).status).toBe(404);
    expect((await ask("ends")).status).toBe("requested");
    expect(await kindsOf("kind=grant.revoked")).toHaveLength(2);
  });

  test("with a new version of its policy", async () => {
    const { id } = await give("ends", { for: "1h" });
    await org.publish(asking("ends", { grants, reason: "optional" }));
    expect((await ask("ends")).status).toBe("requested");
    expect(await grantOf(id)).toMatchObject({ status: "ended", ended_because: "POLICY_CHANGED" });
  });

  test("with the agent's key, and covers no other key", async () => {
    const made = await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "second" } });
    const { approval_id } = await gate.ask(submission("ends"), made.body.api_key);
    await gate.decide(approval_id, "approve", { token: ana.token, body: { grant: { for: "1h" } } });
    expect((await ask("ends")).status).toBe("requested");
    expect((await gate.ask(submission("ends"), made.body.api_key)).status).toBe("executed");
    await api.call("DELETE", `agents/${org.agentId}/keys/${made.body.id}`, { token: org.owner });
    expect(await grantOf(approval_id)).toMatchObject({ ended_because: "KEY_REVOKED" });
    expect(await kindsOf("kind=grant.ended")).toHaveLength(2);
  });
});
