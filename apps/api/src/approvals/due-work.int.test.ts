import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advanceDue } from "../testing/advance-due.ts";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let other: TestProcess;
let org: TestOrg;
let gate: Gate;
let operator: Awaited<ReturnType<TestOrg["addMember"]>>;
let admin: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  operator = await org.addMember("operator");
  admin = await org.addMember("admin");
  const sla = { approvers: ["role:operator"], fallback: ["role:admin"], sla: "1h" };
  await org.publish(policy("slow", { effect: "approve", match: { actions: ["slow.run"] }, approval: sla }));
  await org.publish(
    policy("stubborn", {
      effect: "approve",
      match: { actions: ["stubborn.run"] },
      approval: { approvers: ["role:operator"], fallback: ["role:admin"], on_timeout: "escalate", expires: "1h" },
    }),
  );
});
afterAll(() => api.close());

const ask = (action_type: string) => gate.request({ action_type });
/** Moves every time of an approval into the past, as if this much time had passed. The ledger keeps its own times. */
const pass = (id: string, minutes: number) =>
  api.database.inspect(
    `UPDATE app.approval SET requested_at = requested_at - make_interval(mins => $2), expires_at = expires_at - make_interval(mins => $2),
      due_at = due_at - make_interval(mins => $2) WHERE approval_id = $1`,
    [decodeId("apr", id), minutes],
  );
const sweep = () => Promise.all([advanceDue(api.deps), advanceDue(other.deps)]);
const kinds = async (id: string): Promise<string[]> =>
  (await api.call("GET", `audit/events?approval_id=${id}&limit=50`, { token: org.owner })).body.data
    .map(({ kind }: { kind: string }) => kind)
    .reverse();

describe("an SLA", () => {
  test("escalates once at half of its time, and lets the fallback approvers decide", async () => {
    const id = await ask("slow.run");
    const { stages, requested_at } = (await gate.read(id)).body;
    expect(Date.parse(stages[0].escalates_at) - Date.parse(requested_at)).toBe(30 * 60_000);
    expect((await gate.decide(id, "approve", { token: admin.token })).body.code).toBe("NOT_ELIGIBLE");
    await pass(id, 31);
    await sweep();
    await sweep();
    expect(await kinds(id)).toEqual(["approval.requested", "approval.escalated"]);
    expect((await gate.read(id)).body.stages[0]).toMatchObject({ escalated: true, approvers: ["role:operator", "role:admin"] });
    expect((await gate.decide(id, "approve", { token: admin.token })).body.status).toBe("approved");
  });

  test("is processed after downtime: half, end and expiry, each once", async () => {
    const id = await ask("slow.run");
    await pass(id, 9 * 60);
    for (let round = 0; round < 4; round++) await sweep();
    expect(await kinds(id)).toEqual(["approval.requested", "approval.escalated", "approval.escalated", "approval.expired"]);
    expect((await gate.decide(id, "approve", { token: operator.token })).body.code).toBe("APPROVAL_EXPIRED");
  });

  test("can be escalated early by a person", async () => {
    const id = await ask("slow.run");
    const escalate = (token: string) => api.call("POST", `approvals/${id}/escalate`, { token });
    expect((await escalate(operator.token)).body.stages[0]).toMatchObject({ escalated: true });
    expect((await gate.decide(id, "approve", { token: admin.token })).body.status).toBe("approved");
    expect((await escalate(operator.token)).body.code).toBe("APPROVAL_NOT_PENDING");
  });
});

describe("on_timeout: escalate", () => {
  test("extends the request once, then denies it", async () => {
    const id = await ask("stubborn.run");
    const { expires_at } = (await gate.read(id)).body;
    await pass(id, 61);
    await sweep();
    const extended = (await gate.read(id)).body;
    expect(extended).toMatchObject({ status: "pending", stages: [{ escalated: true }] });
    expect(Date.parse(extended.expires_at)).toBeGreaterThan(Date.parse(expires_at));
    await pass(id, 61);
    await sweep();
    await sweep();
    expect(await kinds(id)).toEqual(["approval.requested", "approval.escalated", "approval.expired"]);
  });

  test("lets the fallback approvers decide during the extension", async () => {
    const id = await ask("stubborn.run");
    await pass(id, 61);
    await sweep();
    expect((await gate.decide(id, "approve", { token: admin.token })).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
  });
});
