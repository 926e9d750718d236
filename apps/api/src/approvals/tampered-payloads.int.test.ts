import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
const submission = { action_type: "pr.merge", metadata: { repo: "acme/web" } };

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await api.database.inspect("ALTER TABLE app.ledger_payload DISABLE TRIGGER USER");
  await org.publish(policy("merges", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:owner"] } }));
});
afterAll(() => api.close());

const ask = async () => (await gate.ask(submission)) as { approval_id: string; audit_event_id: string };
const changePayload = (entryId: string) =>
  api.database.inspect(
    "UPDATE app.ledger_payload SET ciphertext = set_byte(ciphertext, 20, 255 - get_byte(ciphertext, 20)) WHERE entry_id = $1",
    [decodeId("evt", entryId)],
  );

test("refuses a request with a changed payload, and the reads of others do not fail", async () => {
  const changed = await ask();
  const others = await Promise.all([ask(), ask(), ask()]);
  expect((await gate.decide(changed.approval_id, "approve")).status).toBe(200);
  await changePayload(changed.audit_event_id);

  const [read, ...intact] = await Promise.all([changed, ...others].map(({ approval_id }) => gate.read(approval_id)));
  expect(read?.body).toMatchObject({ status: "refused", refusal: "APPROVAL_TAMPERED", summary: null });
  expect(intact.map(({ body }) => body.status)).toEqual(["pending", "pending", "pending"]);

  const list = async (status: string) => (await api.call("GET", `approvals?status=${status}&limit=50`, { token: org.owner })).body.data;
  expect(await list("decided")).toMatchObject([{ id: changed.approval_id, status: "refused" }]);
  expect(await list("pending")).toHaveLength(3);
  const decisions = await api.call("GET", "decisions?limit=50", { token: org.owner });
  expect(decisions.status).toBe(200);

  expect(await gate.collect(changed.approval_id)).toMatchObject({ status: 409, body: { code: "APPROVAL_TAMPERED" } });
  const action = await api.call("GET", `actions/${changed.audit_event_id}`, { token: org.agentKey });
  expect(action.body).toMatchObject({ status: "refused", denial_reason: "APPROVAL_TAMPERED" });
  const entry = await api.call("GET", `audit/events/${changed.audit_event_id}`, { token: org.owner });
  expect(entry.body.payloads).toMatchObject([{ field: "decision", state: "missing", because: expect.stringContaining("was changed") }]);
});

test("hides only the reason of a vote when it was changed", async () => {
  const { approval_id } = await ask();
  const decided = await api.call("POST", `approvals/${approval_id}/decision`, {
    token: org.owner,
    body: { decision: "deny", digest: (await gate.read(approval_id)).body.digest, reason: "Not today" },
  });
  expect(decided.status).toBe(200);
  const entries = await api.call("GET", `audit/events?approval_id=${approval_id}&kind=approval.decided`, { token: org.owner });
  await changePayload(entries.body.data[0].id);
  const { body } = await gate.read(approval_id);
  expect(body).toMatchObject({ status: "denied", votes: [{ decision: "deny" }] });
  expect(body.votes[0]).not.toHaveProperty("reason");
});

const eventOf = (entryId: string) => decodeId("evt", entryId);
const TAMPERINGS: Readonly<Record<string, (entryId: string, otherId: string) => Promise<unknown>>> = {
  changed: (entryId) => changePayload(entryId),
  swapped: (entryId, otherId) =>
    api.database.inspect(
      `UPDATE app.ledger_payload p SET ciphertext = o.ciphertext FROM app.ledger_payload o
       WHERE p.entry_id IN ($1, $2) AND o.entry_id IN ($1, $2) AND o.entry_id <> p.entry_id AND o.field = p.field`,
      [eventOf(entryId), eventOf(otherId)],
    ),
  deleted: (entryId) => api.database.inspect("DELETE FROM app.ledger_payload WHERE entry_id = $1", [eventOf(entryId)]),
};

test.each(Object.keys(TAMPERINGS))("allows only a denial for a request whose arguments were %s", async (tampering) => {
  const [tampered, other, intact] = [await ask(), await ask(), await ask()];
  const digest = (await gate.read(tampered.approval_id)).body.digest;
  await TAMPERINGS[tampering]?.(tampered.audit_event_id, other.audit_event_id);
  const decide = (body: object) => api.call("POST", `approvals/${tampered.approval_id}/decision`, { token: org.owner, body });

  expect(await decide({ decision: "approve", digest })).toMatchObject({ status: 409, body: { code: "APPROVAL_TAMPERED" } });
  // A process that did not record the request settles the decision from the loaded rows.
  const process = await api.startProcess();
  const elsewhere = await process.call("POST", `approvals/${tampered.approval_id}/decision`, {
    token: org.owner,
    body: { decision: "approve", digest },
  });
  expect(elsewhere).toMatchObject({ status: 409, body: { code: "APPROVAL_TAMPERED" } });
  expect((await gate.read(tampered.approval_id)).body.votes).toEqual([]);
  const recorded = await api.call("GET", `audit/events?approval_id=${tampered.approval_id}`, { token: org.owner });
  const kinds = recorded.body.data.map(({ kind }: { kind: string }) => kind);
  expect(kinds).not.toContain("approval.decided");
  const anomalies = await api.call("GET", "audit/events?kind=anomaly.detected&limit=2", { token: org.owner });
  expect(anomalies.body.data).toHaveLength(2);

  expect((await gate.decide(intact.approval_id, "approve")).status).toBe(200);
  expect((await decide({ decision: "deny", digest, reason: "The arguments were altered." })).status).toBe(200);
});
