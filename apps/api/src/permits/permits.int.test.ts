import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { mutationsOf } from "../testing/mutate-submission.ts";

const submission = { action_type: "pr.merge", metadata: { repo: "acme/web", pr: 42 }, justification: "The tests are green." };
const asking = (action: string, approval: object = {}) =>
  policy(`asks-${action.replace(".", "-")}`, {
    effect: "approve",
    match: { actions: [action] },
    approval: { approvers: ["role:owner"], ...approval },
  });

let api: TestApi;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(asking("pr.merge"));
  await org.publish(asking("brief.merge", { use_within: "2s" }));
  await org.publish(asking("frozen.merge"));
});
afterAll(() => api.close());

const issue = async (body: object = submission, audience?: string) => {
  const { approval_id } = await gate.ask(body);
  await gate.decide(approval_id, "approve");
  return (await gate.collect(approval_id, audience ? { audience } : {})).body.permit as string;
};
const key = (id: string) => ({ headers: { "idempotency-key": id } });
const newKey = async () =>
  (await api.call("POST", "keys", { token: org.owner, body: { name: "second", scopes: ["permits:consume"] } })).body.api_key as string;
const entriesOf = async (kind: string) => (await api.call("GET", `audit/events?kind=${kind}&limit=200`, { token: org.owner })).body;
let used = 0;
const fresh = () => `consume-${++used}`;

describe("a permit", () => {
  test("is consumed once; a repeat is refused, also by the key that consumed it", async () => {
    const permit = await issue();
    const first = await gate.consume(permit, { submission });
    expect(first).toMatchObject({ status: 200, body: { replayed: false } });
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    for (const options of [{}, { token: await newKey() }, key(fresh())]) {
      const again = await gate.consume(permit, { submission }, options);
      expect(again).toMatchObject({ status: 409, body: { code: "PERMIT_CONSUMED" } });
    }
  });

  test("is consumed once by 100 concurrent callers with two keys", async () => {
    const permit = await issue();
    const second = await newKey();
    const calls = Array.from({ length: 100 }, (_, i) => gate.consume(permit, { submission }, i % 2 ? {} : { token: second }));
    const answers = await Promise.all(calls);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === "PERMIT_CONSUMED")).toHaveLength(99);
  });

  test("is consumed once by 100 concurrent callers with one Idempotency-Key, who get one answer", async () => {
    const permit = await issue();
    const id = fresh();
    const answers = await Promise.all(Array.from({ length: 100 }, () => gate.consume(permit, { submission }, key(id))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.audit_event_id)).size).toBe(1);
    expect(answers.filter(({ body }) => !body.replayed)).toHaveLength(1);
    const replayed = answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true");
    expect(replayed.map(({ body }) => body.replayed)).toEqual(Array(99).fill(true));
  });

  test("returns its first result again only for the Idempotency-Key of that call", async () => {
    const permit = await issue();
    const id = fresh();
    const first = await gate.consume(permit, { submission }, key(id));
    const again = await gate.consume(permit, { submission }, key(id));
    expect(again).toMatchObject({ status: 200, body: { ...first.body, replayed: true } });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await gate.consume(permit, { submission }, { ...key(id), token: await newKey() })).body.code).toBe("PERMIT_CONSUMED");
    const altered = { submission: { ...submission, metadata: { repo: "acme/web", pr: 43 } } };
    expect(await gate.consume(permit, altered, key(id))).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_CONFLICT" } });
    expect((await gate.consume(permit, altered, key(fresh()))).body.code).toBe("PERMIT_CONSUMED");
    const other = await issue();
    expect((await gate.consume(other, { submission }, key(id))).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await gate.consume(other, { submission })).status).toBe(200);
  });

  test("claims nothing when it was refused: the same Idempotency-Key may consume it", async () => {
    const permit = await issue(submission, "deploy");
    const id = fresh();
    expect((await gate.consume(permit, { submission, audience: "else" }, key(id))).body.code).toBe("PERMIT_WRONG_AUDIENCE");
    expect(await gate.consume(permit, { submission, audience: "deploy" }, key(id))).toMatchObject({
      status: 200,
      body: { replayed: false },
    });
  });

  test.each(["", " ", "x".repeat(129)])("refuses the Idempotency-Key %j", async (id) => {
    expect((await gate.consume(await issue(), { submission }, key(id))).body.code).toBe("INVALID_HEADER");
  });

  test("stays consumed after it has expired, a policy denies, or the agent is disabled", async () => {
    const brief = { action_type: "brief.merge" };
    const frozen = { action_type: "frozen.merge" };
    const [expiring, denied] = [await issue(brief), await issue(frozen)];
    const [a, b] = [fresh(), fresh()];
    expect((await gate.consume(expiring, { submission: brief }, key(a))).status).toBe(200);
    expect((await gate.consume(denied, { submission: frozen }, key(b))).status).toBe(200);
    await org.publish(policy("freeze", { effect: "deny", match: { actions: ["frozen.*"] } }));
    await new Promise((resolve) => setTimeout(resolve, 2_050));
    for (const [permit, body, id] of [
      [expiring, brief, a],
      [denied, frozen, b],
    ] as const) {
      expect((await gate.consume(permit, { submission: body })).body.code).toBe("PERMIT_CONSUMED");
      expect(await gate.consume(permit, { submission: body }, key(id))).toMatchObject({ status: 200, body: { replayed: true } });
    }
    const { data } = await entriesOf("permit.consumed");
    expect(new Set(data.map(({ subject }: { subject: { id: string } }) => subject.id)).size).toBe(data.length);
  });

  test.each([
    ["a changed argument", { ...submission, metadata: { repo: "acme/web", pr: 43 } }],
    ["another action", { ...submission, action_type: "doc.read" }],
    ["an argument more", { ...submission, content: "x" }],
  ])("is refused for %s", async (_, altered) => {
    expect((await gate.consume(await issue(), { submission: altered })).body.code).toBe("PERMIT_PAYLOAD_MISMATCH");
  });

  test("is refused for every changed member of the submission, and then works for the approved one", async () => {
    const permit = await issue();
    for (const { changed, path } of mutationsOf(submission)) {
      const { status, body } = await gate.consume(permit, { submission: changed });
      expect([path, status >= 400, ["PERMIT_PAYLOAD_MISMATCH", "INVALID_REQUEST"].includes(body.code)]).toEqual([path, true, true]);
    }
    expect((await gate.consume(permit, { submission })).status).toBe(200);
  });

  test("is refused for another audience, another organisation, agents and malformed tokens", async () => {
    const permit = await issue(submission, "deploy");
    expect((await gate.consume(permit, { submission })).body.code).toBe("PERMIT_WRONG_AUDIENCE");
    const stranger = await api.createOrg("Other");
    const asked = { submission, audience: "deploy" };
    expect((await gate.consume(permit, asked, { token: stranger.orgKey })).body.code).toBe("PERMIT_INVALID");
    expect((await gate.consume(`${permit.slice(0, -1)}${permit.endsWith("x") ? "y" : "x"}`, asked)).body.code).toBe("PERMIT_INVALID");
    expect((await gate.consume(permit, asked, { token: org.agentKey })).body.code).toBe("FORBIDDEN");
    expect((await gate.consume(permit, asked)).status).toBe(200);
  });

  test("is refused after the policy denies, the key was revoked or the agent is disabled", async () => {
    const other = await api.createOrg("Third");
    const steps = gateOf(api.call, other);
    await other.publish(asking("pr.merge"));
    const issueAs = async (token = other.agentKey) => {
      const { approval_id } = await steps.ask(submission, token);
      await steps.decide(approval_id, "approve");
      return (await steps.collect(approval_id)).body.permit as string;
    };
    const leaked = (await api.call("POST", `agents/${other.agentId}/keys`, { token: other.owner, body: { name: "leaked" } })).body;
    const [permit, answered, ofLeaked] = [await issueAs(), await issueAs(), await issueAs(leaked.api_key)];
    const id = fresh();
    expect((await steps.consume(answered, { submission }, key(id))).status).toBe(200);
    await api.call("DELETE", `agents/${other.agentId}/keys/${leaked.id}`, { token: other.owner });
    expect((await steps.consume(ofLeaked, { submission })).body.code).toBe("APPROVAL_REFUSED");
    await other.publish(policy("freeze", { effect: "deny", match: { actions: ["pr.*"] } }));
    expect((await steps.consume(permit, { submission })).body.code).toBe("APPROVAL_REFUSED");
    await api.call("PATCH", `agents/${other.agentId}`, { token: other.owner, body: { status: "disabled" } });
    expect((await steps.consume(permit, { submission })).body.code).toBe("APPROVAL_REFUSED");
    expect(await steps.consume(answered, { submission }, key(id))).toMatchObject({ status: 200, body: { replayed: true } });
  });
});
