import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let policyId: string;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  policyId = await org.publish(policy("reads", { effect: "allow", match: { actions: ["*"] } }));
});
afterAll(() => api.close());

const encode = (position: unknown) => Buffer.from(JSON.stringify(position)).toString("base64url");
const refused = (path: string) => ({ status: 422, code: "INVALID_REQUEST", errors: [{ path, message: expect.any(String) }] });

describe("a NUL in a text", () => {
  it.each([
    ["auth/sign-in", { email: "a\0@b.test", password: "x" }, "email"],
    ["auth/sign-in", { email: "a@b.test", password: "x\0" }, "password"],
    ["agents", { name: "bot", capabilities: ["*"], labels: { team: "a\0" } }, "labels.team"],
    ["actions", { action_type: "doc.read", tags: ["a", "\0"] }, "tags.1"],
    ["actions", { action_type: "doc.read", session_id: "\0" }, "session_id"],
    ["actions", { action_type: "tool.x", tool: { name: "x", server: "\0" } }, "tool.server"],
    ["evaluate", { tool: "x\0" }, "tool"],
  ])("in a body is refused with its path: %s %j", async (path, body, parameter) => {
    const token = path === "agents" ? org.owner : org.agentKey;
    expect((await api.call("POST", path, { token, body })).body).toMatchObject(refused(parameter));
  });

  it.each([
    ["agents?q=a%00b", "q"],
    ["agents?label=team:%00", "label"],
    ["policies?q=%00", "q"],
    ["audit/events?policy=%00", "policy"],
    ["audit/export?policy=reads%00", "policy"],
    ["agents?%00=1", "?"],
  ])("in a query is refused with its path: %s", async (path, parameter) => {
    expect((await api.call("GET", path, { token: org.owner })).body).toMatchObject(refused(parameter));
  });

  it("is accepted where no text is stored: in inspected and encrypted content", async () => {
    const body = { action_type: "doc.read", content: "a\0b", metadata: { "k\0": "v\0" }, justification: "\0", after: ["\0"] };
    const { body: answer } = await api.call("POST", "actions", { token: org.agentKey, body });
    expect(answer).toMatchObject({ status: "executed" });
    const report = { status: "failure", message: "cut off at \0", metadata: { tail: "\0" } };
    expect((await api.call("POST", `actions/${answer.audit_event_id}/report`, { token: org.agentKey, body: report })).status).toBe(201);
    expect((await api.call("GET", `audit/events/${answer.audit_event_id}`, { token: org.owner })).status).toBe(200);
  });
});

describe("a cursor of another list", () => {
  const lists = () => [
    "agents",
    `agents/${org.agentId}/keys`,
    "keys",
    "approvals",
    "audit/events",
    "delegations",
    "invitations",
    "members",
    "policies",
    "policies/reviews",
    `policies/${policyId}/versions`,
  ];
  const cursors: [string, string][] = [
    ["no base64", "%21%21"],
    ["no JSON", "bm8"],
    ["an object", encode({ a: 1 })],
    ["nothing", encode([])],
    ["a NUL", encode(["\0"])],
    ["two NULs", encode(["\0", "\0"])],
    ["a number above the maximum", encode([2 ** 40])],
    ["a fraction", encode([1.5])],
    ["less than nothing", encode([-1, "older"])],
    ["a time before any", encode(["-271821-04-20T00:00:00.000Z", "apr_01h455vb4pex5vsknk084sn02q"])],
    ["nesting", encode([[[[]]]])],
    ["null", encode([null])],
  ];
  it.each(cursors)("is refused by every list: %s", async (_, cursor) => {
    for (const list of lists()) {
      const { body } = await api.call("GET", `${list}?cursor=${cursor}`, { token: org.owner });
      expect({ list, ...body }).toMatchObject({ list, ...refused("cursor") });
    }
  });

  it("is refused when a part of it is not an id", async () => {
    for (const list of lists().filter((list) => list !== "agents" && list !== "policies")) {
      const { body } = await api.call("GET", `${list}?cursor=${encode(["word"])}`, { token: org.owner });
      expect({ list, ...body }).toMatchObject({ list, ...refused("cursor") });
    }
  });
});
