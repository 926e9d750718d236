import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  const approval = { approvers: ["role:owner", "role:operator"] };
  await org.publish(policy("merges", { effect: "approve", match: { actions: ["pr.merge"] }, approval }));
});
afterAll(() => api.close());

const key = (id: string) => ({ headers: { "idempotency-key": id } });
const ask = () => gate.request({ action_type: "pr.merge" });

describe("a decision with an Idempotency-Key", () => {
  test("returns the first answer again when it was lost, also after the agent has collected", async () => {
    const id = await ask();
    const first = await gate.decide(id, "approve", key("lost"));
    expect(first).toMatchObject({ status: 200, body: { status: "approved" } });
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const again = await gate.decide(id, "approve", key("lost"));
    await gate.collect(id);
    const later = await gate.decide(id, "approve", key("lost"));
    const { server_time: _, target: __, ...decided } = first.body;
    for (const answer of [again, later]) {
      expect(answer).toMatchObject({ status: 200, body: decided });
      expect(answer.body.executed_event_id).toBeUndefined();
      expect(answer.headers.get("idempotency-replayed")).toBe("true");
    }
  });

  test("is made once by many concurrent requests on two processes", async () => {
    const other = await api.startProcess();
    const id = await ask();
    const { digest } = (await gate.read(id)).body;
    const calls = Array.from({ length: 40 }, (_, i) =>
      gateOf(i % 2 ? other.call : api.call, org).decide(id, "approve", { ...key("race"), body: { digest } }),
    );
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    const { data } = (await api.call("GET", "audit/events?kind=approval.decided&limit=200", { token: org.owner })).body;
    expect(data.filter(({ subject }: { subject: { id: string } }) => subject.id === id)).toHaveLength(1);
    await other.close();
  });

  test("returns a conflict with another body or for another request", async () => {
    const [id, other] = [await ask(), await ask()];
    expect((await gate.decide(id, "deny", key("once"))).status).toBe(200);
    expect((await gate.decide(id, "approve", key("once"))).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await gate.decide(id, "deny", { ...key("once"), body: { reason: "Never." } })).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await gate.decide(other, "deny", key("once"))).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await gate.read(other)).body.status).toBe("pending");
  });

  test("belongs to the person who sent it, and a new key does not decide again", async () => {
    const id = await ask();
    const operator = await org.addMember("operator");
    expect((await gate.decide(id, "approve", key("mine"))).status).toBe(200);
    expect((await gate.decide(id, "approve", { ...key("mine"), token: operator.token })).body.code).toBe("ALREADY_DECIDED");
    expect((await gate.decide(id, "approve", key("another"))).body.code).toBe("ALREADY_DECIDED");
    expect((await gate.decide(id, "approve")).body.code).toBe("ALREADY_DECIDED");
  });

  test("claims nothing when it was refused", async () => {
    const id = await ask();
    expect((await gate.decide(id, "approve", { ...key("again"), body: { digest: "00".repeat(32) } })).body.code).toBe("DIGEST_MISMATCH");
    expect((await gate.decide(id, "approve", key("again"))).status).toBe(200);
    expect((await gate.decide(await ask(), "deny", key("with space"))).body.code).toBe("INVALID_HEADER");
  });
});
