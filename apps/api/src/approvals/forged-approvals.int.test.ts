import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
/** A process that has recorded nothing: it reads every row. */
let other: TestProcess;
let gate: Gate;
let ownerId: string;
const submission = { action_type: "pr.merge", metadata: { repo: "acme/web" } };

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  gate = gateOf(other.call, org);
  await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER USER");
  await org.publish(
    policy("merges", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:operator", "role:owner"] } }),
  );
  ownerId = decodeId("usr", (await api.call("GET", "auth/session", { token: org.owner })).body.user.id) as string;
});
afterAll(() => api.close());

const ask = () => gateOf(api.call, org).request(submission);
const uuid = (id: string) => decodeId("apr", id) as string;
const sql = (text: string, id: string, ...more: unknown[]) => api.database.inspect(text, [uuid(id), ...more]);
const approve = (id: string) => gateOf(api.call, org).decide(id, "approve");
const forge = (id: string) =>
  sql(
    `UPDATE app.approval SET status = 'approved', decided_at = clock_timestamp(), decided_by = $2, lapses_at = clock_timestamp() + interval '1 hour',
      due_at = clock_timestamp() + interval '1 hour' WHERE approval_id = $1`,
    id,
    ownerId,
  );
const executionsOf = async (id: string) => {
  const { data } = (await api.call("GET", `audit/events?approval_id=${id}&limit=50`, { token: org.owner })).body;
  return data.filter(({ kind }: { kind: string }) => kind === "action.executed" || kind === "permit.consumed").length;
};
const anomaliesOf = async (id: string) =>
  (await api.call("GET", `audit/events?approval_id=${id}&kind=anomaly.detected`, { token: org.owner })).body.data.length;

describe("an approval that nobody decided", () => {
  const forgeries: [string, (id: string) => Promise<unknown>][] = [
    ["a pending request", forge],
    [
      "a denied request",
      async (id) => {
        await gateOf(api.call, org).decide(id, "deny");
        await forge(id);
      },
    ],
    [
      "a withdrawn request",
      async (id) => {
        await api.call("POST", `approvals/${id}/cancel`, { token: org.agentKey });
        await forge(id);
      },
    ],
    [
      "a pending request with the vote of another's entry",
      async (id) => {
        const decided = await ask();
        await approve(decided);
        await forge(id);
        await sql(
          "INSERT INTO app.approval_vote SELECT org_id, $1::uuid, user_id, decision, at, gen_random_uuid() FROM app.approval_vote WHERE approval_id = $2::uuid",
          id,
          uuid(decided),
        );
      },
    ],
    [
      "a request whose decision is after the end of the log",
      async (id) => {
        await forge(id);
        await sql(
          `INSERT INTO app.ledger_entry (org_id, seq, id, kind, ts, bytes, leaf_hash, approval_id, status)
            SELECT e.org_id, 1000000000, gen_random_uuid(), 'approval.decided', clock_timestamp(), b.bytes, sha256('\\x00'::bytea || b.bytes), $1::uuid, 'approved'
            FROM app.ledger_entry e, LATERAL (SELECT replace(convert_from(e.bytes, 'UTF8'), 'approval.requested', 'approval.decided')::bytea AS bytes) b
            WHERE e.approval_id = $1 AND e.kind = 'approval.requested'`,
          id,
        );
      },
    ],
    [
      "a request whose decision is before the beginning of the log, linked",
      async (id) => {
        await forge(id);
        await sql(
          `INSERT INTO app.ledger_entry (org_id, seq, id, kind, ts, bytes, leaf_hash, approval_id, status)
            SELECT e.org_id, f.seq, gen_random_uuid(), f.kind, clock_timestamp(), f.bytes, sha256('\\x00'::bytea || f.bytes), f.approval_id, 'approved'
            FROM app.ledger_entry e,
              LATERAL (SELECT convert_to(replace(convert_from(e.bytes, 'UTF8'), 'approval.requested', 'approval.decided'), 'UTF8') AS bytes) b,
              LATERAL (VALUES (-2, 'approval.decided', b.bytes, $1::uuid),
                (-1, 'session.ended', convert_to('{"prev":"' || encode(sha256('\\x00'::bytea || b.bytes), 'hex') || '"}', 'UTF8'), NULL)) f (seq, kind, bytes, approval_id)
            WHERE e.approval_id = $1 AND e.kind = 'approval.requested'`,
          id,
        );
      },
    ],
  ];

  test.each(forgeries)("is not collected: %s", async (_, forgery) => {
    const id = await ask();
    await forgery(id);
    expect(await gate.collect(id)).toMatchObject({ status: 409, body: { code: "APPROVAL_TAMPERED", retryable: false } });
    expect((await gate.read(id)).body).toMatchObject({ status: "refused", refusal: "APPROVAL_TAMPERED" });
    expect(await executionsOf(id)).toBe(0);
    expect(await anomaliesOf(id)).toBe(1);
    await api.database.inspect("DELETE FROM app.ledger_entry WHERE seq = 1000000000 OR seq < 0");
  });

  test("is neither returned as executed nor issued a permit", async () => {
    const id = await ask();
    const { audit_event_id } = (await gate.read(id)).body;
    await forge(id);
    await sql("UPDATE app.approval SET status = 'used', executed_event_id = event_id WHERE approval_id = $1", id);
    await sql(
      "INSERT INTO app.permit (org_id, permit_id, approval_id, agent_id, expires_at) SELECT org_id, gen_random_uuid(), approval_id, agent_id, clock_timestamp() + interval '1 hour' FROM app.approval WHERE approval_id = $1",
      id,
    );
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_TAMPERED");
    const read = await other.call("GET", `actions/${audit_event_id}`, { token: org.agentKey });
    expect(read.body).toMatchObject({ status: "refused", denial_reason: "APPROVAL_TAMPERED" });
    expect(await executionsOf(id)).toBe(0);
  });

  test("is refused to waiting callers", async () => {
    const id = await ask();
    const waiting = gate.read(id, { prefer: "wait=20" });
    await expect.poll(() => other.deps.waiters.size).toBeGreaterThan(0);
    await forge(id);
    other.deps.waiters.wakeAll();
    expect((await waiting).body).toMatchObject({ status: "refused", refusal: "APPROVAL_TAMPERED" });
  });
});

describe("an approval that was decided", () => {
  test.each([
    ["its digest", "UPDATE app.approval SET digest = sha256('else') WHERE approval_id = $1"],
    ["its time", "UPDATE app.approval SET lapses_at = lapses_at + interval '1 day' WHERE approval_id = $1"],
    ["its policies", "UPDATE app.approval SET policies = '[]' WHERE approval_id = $1"],
    ["who decided", "UPDATE app.approval SET decided_by = gen_random_uuid() WHERE approval_id = $1"],
    ["its environment", "UPDATE app.approval SET environment = 'dev' WHERE approval_id = $1"],
  ])("is not collected with another %s", async (_, change) => {
    const id = await ask();
    await approve(id);
    await sql(change, id);
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_TAMPERED");
    expect(await executionsOf(id)).toBe(0);
  });

  test("is not collected again, nor its permit consumed again, after rows were set back", async () => {
    const id = await ask();
    await approve(id);
    const { permit } = (await gate.collect(id)).body;
    expect((await gate.consume(permit, { submission })).status).toBe(200);
    await sql("UPDATE app.permit SET consumed_at = NULL, consumer_key_id = NULL, consumed_event_id = NULL WHERE approval_id = $1", id);
    expect((await gate.consume(permit, { submission })).body.code).toBe("PERMIT_CONSUMED");
    await sql("DELETE FROM app.permit WHERE approval_id = $1", id);
    await sql("UPDATE app.approval SET status = 'approved', executed_event_id = NULL WHERE approval_id = $1", id);
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_TAMPERED");
    expect(await executionsOf(id)).toBe(2);
  });

  test("is refused when a changed plan made the decider eligible", async () => {
    await org.publish(
      policy("named", { effect: "approve", match: { actions: ["doc.delete"] }, approval: { approvers: ["role:operator"] } }),
    );
    await org.addMember("operator");
    const id = await gateOf(api.call, org).request({ action_type: "doc.delete" });
    const decide = () => gate.decide(id, "approve");
    expect((await decide()).body.code).toBe("NOT_ELIGIBLE");
    await sql("UPDATE app.approval SET plan = jsonb_set(plan, '{stages,0,approvers}', '[\"role:owner\"]') WHERE approval_id = $1", id);
    expect((await decide()).body.code).toBe("APPROVAL_TAMPERED");
    expect((await other.call("GET", `audit/events?approval_id=${id}&kind=approval.decided`, { token: org.owner })).body.data).toEqual([]);
  });

  test("is decided, collected and consumed in a process without cached state", async () => {
    const id = await ask();
    expect((await gate.decide(id, "approve")).status).toBe(200);
    const { permit } = (await gateOf(api.call, org).collect(id)).body;
    expect((await gate.collect(id)).body.permit).toBe(permit);
    expect((await gate.consume(permit, { submission })).status).toBe(200);
    const verified = (await api.call("GET", "audit/verify", { token: org.owner })).body;
    expect(verified).toMatchObject({ chain_valid: true, findings: [] });
  });
});
