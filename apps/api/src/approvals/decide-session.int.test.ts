import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const approval = { approvers: ["role:owner", "role:operator"] };
  await org.publish(policy("merge-review", { effect: "approve", match: { actions: ["pr.merge"] }, approval }));
});
afterAll(() => api.close());

const ask = async (): Promise<string> =>
  (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge" } })).body.approval_id;
const read = async (id: string) => (await api.call("GET", `approvals/${id}`, { token: org.agentKey })).body;
const approve = async (id: string, token: string) =>
  api.call("POST", `approvals/${id}/decision`, { token, body: { decision: "approve", digest: (await read(id)).digest } });

/** Each has decided a moment ago: their session is remembered. */
async function someoneWhoDecided() {
  const member = await org.addMember("operator");
  expect((await approve(await ask(), member.token)).status).toBe(200);
  return member;
}

describe("a person who decides a second time", () => {
  const ends = {
    "signed out": ({ token }) => api.call("POST", "auth/sign-out", { token }),
    removed: ({ userId }) => api.call("DELETE", `members/${userId}`, { token: org.owner }),
    "whose row was changed in the database": ({ email }) =>
      api.database.inspect("UPDATE app.session SET ended_at = now() WHERE user_id = (SELECT user_id FROM app.app_user WHERE email = $1)", [
        email,
      ]),
  } satisfies Record<string, (member: { token: string; userId: string; email: string }) => Promise<unknown>>;

  test.each(Object.entries(ends))("is refused when they were %s", async (_how, end) => {
    const member = await someoneWhoDecided();
    const asked = await ask();
    await end(member);
    expect(await approve(asked, member.token)).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    expect((await read(asked)).status).toBe("pending");
  });

  test("decides by their current role", async () => {
    const member = await someoneWhoDecided();
    const setRole = async (role: string) =>
      expect((await api.call("PATCH", `members/${member.userId}`, { token: org.owner, body: { role } })).status).toBe(200);
    const asked = await ask();
    await setRole("auditor");
    expect(await approve(asked, member.token)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    await setRole("operator");
    expect((await approve(asked, member.token)).status).toBe(200);
  });
});
