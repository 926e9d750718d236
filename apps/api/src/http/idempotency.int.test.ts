import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const post = (path: string, body: object, key: string, token = org.owner) =>
  api.call("POST", path, { token, body, headers: { "idempotency-key": key } });
const count = async (table: "agent" | "api_key" | "policy" | "org_manifest") =>
  Number((await api.database.inspect<{ n: string }>(`SELECT count(*) AS n FROM app.${table}`))[0]?.n);

describe("Idempotency-Key", () => {
  it("returns the first answer and changes nothing on repetition", async () => {
    const first = await post("agents", { name: "once", capabilities: ["*"] }, "create-once");
    const second = await post("agents", { capabilities: ["*"], name: "once" }, "create-once");
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("returns a new key again, which is stored encrypted only", async () => {
    const body = { name: "ci" };
    const first = await post(`agents/${org.agentId}/keys`, body, "mint");
    const second = await post(`agents/${org.agentId}/keys`, body, "mint");
    expect(second.body.api_key).toBe(first.body.api_key);
    expect((await api.call("GET", "whoami", { token: second.body.api_key })).status).toBe(200);
    const rows = await api.database.inspect<{ claim: Buffer; response: Buffer }>("SELECT claim, response FROM app.idempotency");
    const kept = Buffer.concat(rows.flatMap((row) => [row.claim, row.response])).toString("latin1");
    expect(rows.length).toBeGreaterThan(1);
    expect(kept).not.toContain(first.body.api_key);
    expect(kept).not.toContain("mint");
  });

  it("refuses another body, and the same body for another path", async () => {
    await post("agents", { name: "first-body", capabilities: ["*"] }, "conflict");
    expect((await post("agents", { name: "second-body", capabilities: ["*"] }, "conflict")).body).toMatchObject({
      status: 409,
      code: "IDEMPOTENCY_CONFLICT",
    });
    const one = await org.publish(policy("idem-one", { match: { actions: ["i.one"] }, effect: "allow" }));
    const two = await org.publish(policy("idem-two", { match: { actions: ["i.two"] }, effect: "allow" }));
    expect((await post(`policies/${one}/publish`, {}, "same-key")).status).toBe(200);
    expect((await post(`policies/${two}/publish`, {}, "same-key")).body).toMatchObject({ status: 409 });
  });

  it("belongs to one principal, operation and organisation", async () => {
    const admin = (await org.addMember("admin")).token;
    const other = await api.createOrg("Other");
    const body = { name: "shared-word", capabilities: ["*"] };
    const mine = await post("agents", body, "shared");
    expect((await post("agents", body, "shared", admin)).body).toMatchObject({ status: 409, code: "NAME_TAKEN" });
    const theirs = await post("agents", body, "shared", other.owner);
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await post("keys", { name: "k", scopes: ["audit:read"] }, "shared")).status).toBe(201);
  });

  it("has one effect under concurrent duplicates", async () => {
    const before = await count("api_key");
    const answers = await Promise.all(Array.from({ length: 12 }, () => post("keys", { name: "race", scopes: ["audit:read"] }, "race")));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.filter((answer) => !answer.headers.has("idempotency-replayed"))).toHaveLength(1);
    expect(await count("api_key")).toBe(before + 1);
  });

  it("publishes once", async () => {
    const { body: draft } = await api.call("POST", "policies", {
      token: org.owner,
      body: { document: policy("publish-once", { match: { actions: ["p.o"] }, effect: "allow" }) },
    });
    const before = await count("org_manifest");
    const first = await post(`policies/${draft.id}/publish`, {}, "publish-once");
    const second = await post(`policies/${draft.id}/publish`, {}, "publish-once");
    expect(second.body).toEqual(first.body);
    expect(await count("org_manifest")).toBe(before + 1);
  });

  it("is not claimed by a request that failed", async () => {
    await post("agents", { name: "blocker", capabilities: ["*"] }, "k1");
    expect((await post("agents", { name: "blocker", capabilities: ["*"] }, "try")).status).toBe(409);
    expect((await post("agents", { name: "free-name", capabilities: ["*"] }, "try")).status).toBe(201);
  });

  it("is authorised again before a replay", async () => {
    const member = await org.addMember("member");
    const { body: agent } = await post("agents", { name: "handed-over", capabilities: ["*"] }, "a", member.token);
    const minted = await post(`agents/${agent.id}/keys`, { name: "k" }, "b", member.token);
    expect(minted.status).toBe(201);
    await api.call("PATCH", `agents/${agent.id}`, { token: org.owner, body: { owner: null } });
    const replay = await post(`agents/${agent.id}/keys`, { name: "k" }, "b", member.token);
    expect(replay.status).toBe(404);
    expect(replay.text).not.toContain(minted.body.api_key);
  });

  it.each(["", " ", "a b", "x".repeat(129), "caf\u00e9"])("must be 1 to 128 printable characters: %j", async (key) => {
    expect((await post("agents", { name: "never", capabilities: ["*"] }, key)).body).toMatchObject({ status: 400, code: "INVALID_HEADER" });
  });
});
