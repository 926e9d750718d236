import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
/** A process that has recorded nothing: it reads every row. */
let other: TestProcess;

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  org = await api.createOrg();
  await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner"] } }));
});
afterAll(() => api.close());

const COLUMNS = ["plan", "policies", "progress", "requested_by", "risk"] as const;
const VALUES = ["null", "[]", "{}", '"text"', "7", '[{"votes": 1}]', '{"votes": {}, "stages": [null], "level": []}'];

/** A row without progress is well-formed: nobody has voted. */
const CASES = COLUMNS.flatMap((column) => VALUES.map((value) => [column, value] as const)).filter(
  ([column, value]) => column !== "progress" || value !== "{}",
);

const change = (id: string, column: string, value: string) =>
  api.database.inspect(`UPDATE app.approval SET ${column} = $2::jsonb WHERE approval_id = $1`, [decodeId("apr", id), value]);

describe("a malformed row of an approval", () => {
  it.each(CASES)("is neither decided nor collected, and fails nothing else: %s = %s", async (column, value) => {
    const asked = async () => (await org.submit("pr.merge", { metadata: { n: Math.random() } })).body.approval_id as string;
    const [pending, approved] = [await asked(), await asked()];
    const digestOf = async (id: string) => (await org.get(`approvals/${id}`)).body.digest as string;
    const [first, second] = [await digestOf(pending), await digestOf(approved)];
    await org.post(`approvals/${approved}/decision`, { decision: "approve", digest: second });
    for (const id of [pending, approved]) await change(id, column, value);
    const call = (method: string, path: string, body: object | undefined, token: string) =>
      other.call(method, path, { token, ...(body ? { body } : {}) });
    const decided = await call("POST", `approvals/${pending}/decision`, { decision: "approve", digest: first }, org.owner);
    const collected = await call("POST", `approvals/${approved}/collect`, {}, org.agentKey);
    for (const answer of [decided, collected]) expect(answer.body, answer.text).toMatchObject({ status: 409, code: "APPROVAL_TAMPERED" });
    for (const [path, token] of [
      [`approvals/${pending}`, org.owner],
      [`approvals/${approved}`, org.agentKey],
      [`approvals/${pending}/review`, org.owner],
      ["approvals", org.owner],
      ["approvals?status=pending", org.owner],
      ["overview", org.owner],
    ] as const)
      expect((await call("GET", path, undefined, token)).status, path).toBeLessThan(500);
    expect((await call("POST", "actions", { action_type: "doc.read" }, org.agentKey)).status).toBe(200);
    for (const id of [pending, approved])
      await api.database.inspect("UPDATE app.approval SET status = 'cancelled', due_at = NULL WHERE approval_id = $1", [
        decodeId("apr", id),
      ]);
  });
});
