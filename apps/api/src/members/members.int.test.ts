import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const setRole = (token: string, userId: string, role: string) => api.call("PATCH", `members/${userId}`, { token, body: { role } });
const remove = (token: string, userId: string) => api.call("DELETE", `members/${userId}`, { token });
const ownerOf = async (which: TestOrg) => (await api.call("GET", "auth/session", { token: which.owner })).body.user.id as string;
const kinds = async (token: string) =>
  (await api.call("GET", "audit/events?limit=200", { token })).body.data as {
    kind: string;
    actor: { id: string };
    subject: { id: string };
  }[];

describe("members", () => {
  it("are listed page by page, each once", async () => {
    const fresh = await api.createOrg("Pages");
    const made = [await fresh.addMember("admin"), await fresh.addMember("operator"), await fresh.addMember("member")];
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await api.call("GET", `members?limit=2${cursor && `&cursor=${cursor}`}`, { token: fresh.owner });
      seen.push(...body.data.map((member: { id: string }) => member.id));
      cursor = body.next_cursor;
    }
    expect(seen.sort()).toEqual([await ownerOf(fresh), ...made.map((member) => member.userId)].sort());
    expect((await api.call("GET", "members?cursor=bm9wZQ", { token: fresh.owner })).body).toMatchObject({ status: 422 });
  });

  it("get another role immediately, with an entry that contains ids only", async () => {
    const { token, userId, email } = await org.addMember("member");
    expect((await api.call("GET", "members", { token })).status).toBe(403);
    expect((await setRole(org.owner, userId, "admin")).body).toMatchObject({ id: userId, email, role: "admin" });
    expect((await api.call("GET", "members", { token })).status).toBe(200);
    const [entry] = await kinds(org.owner);
    expect(entry).toMatchObject({ kind: "member.changed", subject: { id: userId }, actor: { id: await ownerOf(org) } });
    const leaves = await api.database.inspect<{ text: string }>("SELECT convert_from(bytes, 'utf8') AS text FROM app.ledger_entry");
    expect(leaves.map((leaf) => leaf.text).join()).not.toMatch(/acme\.test|Pat |Olive/);
    const { length } = await kinds(org.owner);
    expect((await setRole(org.owner, userId, "admin")).status).toBe(200);
    expect(await kinds(org.owner)).toHaveLength(length);
  });

  it("decide by their new role from the next decision on", async () => {
    await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const { token, userId } = await org.addMember("operator");
    const asked = (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge" } })).body;
    const { digest } = (await api.call("GET", `approvals/${asked.approval_id}`, { token })).body;
    await setRole(org.owner, userId, "auditor");
    const decision = await api.call("POST", `approvals/${asked.approval_id}/decision`, { token, body: { decision: "approve", digest } });
    expect(decision.body).toMatchObject({ status: 403, code: "FORBIDDEN" });
  });

  it("that are removed lose their sessions in this organisation immediately", async () => {
    const other = await api.createOrg("Elsewhere");
    const { token, userId, email } = await org.addMember("operator");
    const { token: invitation } = (await api.call("POST", "invitations", { token: other.owner, body: { email, role: "member" } })).body;
    const elsewhere = (await api.call("POST", "invitations/accept", { token, body: { token: invitation } })).body.token;
    const agent = (await api.call("POST", "agents", { token: org.owner, body: { name: "theirs", capabilities: ["*"], owner: userId } }))
      .body;
    expect((await remove(org.owner, userId)).status).toBe(200);
    expect((await api.call("GET", "auth/session", { token })).body).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect((await api.call("GET", "auth/session", { token: elsewhere })).body.memberships).toMatchObject([{ org_name: "Elsewhere" }]);
    expect((await api.call("GET", `agents/${agent.id}`, { token: org.owner })).body.owner).toBeNull();
    expect((await kinds(org.owner)).slice(0, 2).map((entry) => [entry.kind, entry.actor.id])).toEqual([
      ["member.changed", await ownerOf(org)],
      ["session.ended", await ownerOf(org)],
    ]);
    expect((await remove(org.owner, userId)).status).toBe(404);
  });
});

describe("roles above the caller", () => {
  it("an admin cannot create, change or remove an owner", async () => {
    const admin = await org.addMember("admin");
    const owner = await org.addMember("owner");
    const other = await org.addMember("operator");
    for (const answer of [
      await setRole(admin.token, other.userId, "owner"),
      await setRole(admin.token, admin.userId, "owner"),
      await setRole(admin.token, owner.userId, "member"),
      await remove(admin.token, owner.userId),
      await api.call("POST", "invitations", { token: admin.token, body: { email: "boss@acme.test", role: "owner" } }),
    ])
      expect(answer.body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await setRole(admin.token, other.userId, "admin")).status).toBe(200);
    expect((await remove(admin.token, other.userId)).status).toBe(200);
  });

  it("an operation is refused when the caller lost the role after it began", async () => {
    const one = await org.addMember("admin");
    const two = await org.addMember("admin");
    const answers = await Promise.all([setRole(one.token, two.userId, "member"), setRole(two.token, one.userId, "member")]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403]);
  });
});

describe("the last owner", () => {
  it("can be neither demoted nor removed", async () => {
    const fresh = await api.createOrg("One owner");
    const me = await ownerOf(fresh);
    expect((await setRole(fresh.owner, me, "admin")).body).toMatchObject({ status: 409, code: "LAST_OWNER" });
    expect((await remove(fresh.owner, me)).body).toMatchObject({ status: 409, code: "LAST_OWNER" });
    const heir = await fresh.addMember("admin");
    expect((await setRole(fresh.owner, heir.userId, "owner")).status).toBe(200);
    expect((await remove(heir.token, me)).status).toBe(200);
    expect((await remove(heir.token, heir.userId)).body).toMatchObject({ status: 409, code: "LAST_OWNER" });
  });

  it.each([
    ["demote", (token: string, userId: string) => setRole(token, userId, "admin")],
    ["remove", remove],
  ])("remains when the last two %s each other concurrently on two processes", async (_, act) => {
    const process = await api.startProcess();
    for (let round = 0; round < 3; round++) {
      const fresh = await api.createOrg(`Duel ${round}`);
      const me = await ownerOf(fresh);
      const rival = await fresh.addMember("owner");
      const answers = await Promise.all([
        act(fresh.owner, rival.userId),
        act(rival.token, me),
        act(fresh.owner, me),
        process.call("DELETE", `members/${me}`, { token: rival.token }),
      ]);
      const owners = await api.database.inspect("SELECT 1 FROM app.member WHERE role = 'owner' AND org_id = $1", [
        decodeId("org", fresh.orgId),
      ]);
      expect(owners, answers.map((answer) => answer.status).join()).toHaveLength(1);
    }
  });
});

describe("bad input", () => {
  it("is refused", async () => {
    const { userId } = await org.addMember("member");
    expect((await setRole(org.owner, userId, "root")).body).toMatchObject({ status: 422, errors: [{ path: "role" }] });
    expect((await api.call("PATCH", `members/${userId}`, { token: org.owner, body: { role: "admin", name: "x" } })).status).toBe(422);
    expect((await api.call("PATCH", `members/${userId}`, { token: org.owner, body: {} })).status).toBe(422);
    for (const id of ["nonsense", "usr_01h455vb4pex5vsknk084sn02q", org.agentId]) {
      expect((await setRole(org.owner, id, "admin")).status).toBe(404);
      expect((await remove(org.owner, id)).status).toBe(404);
    }
  });
});
