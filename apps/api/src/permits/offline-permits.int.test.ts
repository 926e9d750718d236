import { AgentLattice, type PermitKey, verifyPermit } from "@agentlattice/sdk";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { mutationsOf } from "../testing/mutate-submission.ts";
import { serveApi } from "../testing/serve-api.ts";

const submission = { action_type: "pr.merge", metadata: { repo: "acme/web", pr: 42 }, justification: "The tests are green." };
const { action_type, ...action } = submission;

let api: TestApi;
let org: TestOrg;
let gate: Gate;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  const asks = { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner"] } };
  await org.publish(policy("asks", asks));
});
afterAll(() => api.close());

describe("a policy with permits: consumed", () => {
  test("refuses an offline permit, also together with a policy that allows any, and gives one that works once", async () => {
    const asks = (name: string, approval: object) =>
      policy(name, { effect: "approve", match: { actions: ["db.migrate"] }, approval: { approvers: ["role:owner"], ...approval } });
    await org.publish(asks("single-use", { permits: "consumed" }));
    await org.publish(asks("loose", { permits: "any" }));
    const migration = { action_type: "db.migrate", metadata: { table: "orders" } };
    const { approval_id } = await gate.ask(migration);
    await gate.decide(approval_id, "approve");
    const refused = await gate.collect(approval_id, offline);
    expect(refused.body).toMatchObject({ status: 409, code: "PERMIT_GRADE_REFUSED" });
    expect(refused.body.detail).toContain("POST /permits/consume");
    const { permit } = (await gate.collect(approval_id, { audience: "deployer" })).body;
    expect((await gate.collect(approval_id, offline)).body.code).toBe("PERMIT_WRONG_AUDIENCE");
    const consumed = await gate.consume(permit, { audience: "deployer", submission: migration });
    expect(consumed.status).toBe(200);
    const wrong = await api.call("POST", "policies/validate", { token: org.owner, body: { document: asks("x", { permits: "offline" }) } });
    expect(JSON.stringify(wrong.body)).toContain("spec.approval.permits");
  });
});

const approved = async () => {
  const { approval_id } = await gate.ask(submission);
  await gate.decide(approval_id, "approve");
  return approval_id as string;
};
const offline = { audience: "deployer", grade: "offline" };
const issue = async () => (await gate.collect(await approved(), offline)).body.permit as string;
const jwks = (query = `?org=${org.orgId}`, token?: string) => api.call("GET", `permits/jwks.json${query}`, token ? { token } : {});
const keysOf = async () => (await jwks()).body.keys as PermitKey[];
const rotate = (overlap: number, token = org.owner) => api.call("POST", "permits/keys/rotate", { token, body: { overlap } });
const verify = async (permit: string, more: object = {}, type = action_type) =>
  verifyPermit(permit, type, { ...action, keys: await keysOf(), org: org.orgId, audience: "deployer", ...more });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an offline permit", () => {
  test("uses the database's clock, also from a process whose clock is ten minutes fast or slow", async () => {
    for (const minutes of [10, -10]) {
      const process = await api.startProcess({}, { now: () => Date.now() + minutes * 60_000 });
      const id = await approved();
      const collect = () => process.call("POST", `approvals/${id}/collect`, { token: org.agentKey, body: offline });
      for (const { status, body } of [await collect(), await collect()]) {
        expect(status).toBe(200);
        const { iat = 0, exp = 0 } = decodeJwt(body.permit);
        expect(Math.abs(iat - Date.now() / 1_000)).toBeLessThan(60);
        expect(exp - iat).toBeLessThanOrEqual(60);
        await verify(body.permit);
      }
    }
  });

  test("is a JWS that a JOSE library verifies with the published keys", async () => {
    const collected = await gate.collect(await approved(), offline);
    expect(collected.status).toBe(200);
    const { permit, permit_expires_at } = collected.body;
    const { keys } = (await jwks()).body;
    const { payload, protectedHeader } = await jwtVerify(permit, createLocalJWKSet({ keys }), {
      typ: "al-permit+jwt",
      audience: "deployer",
      algorithms: ["EdDSA"],
    });
    expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "al-permit+jwt", kid: keys[0].kid });
    expect(payload).toMatchObject({
      org: org.orgId,
      agent: org.agentId,
      action: "pr.merge",
      environment: "prod",
      iss: "http://localhost:3000",
    });
    expect(payload.jti).toMatch(/^prm_/);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(60);
    expect(new Date((payload.exp ?? 0) * 1000).getTime()).toBeLessThanOrEqual(Date.parse(permit_expires_at));
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  test("is verified by the SDK with the actual arguments", async () => {
    expect(await verify(await issue())).toMatchObject({ actionType: "pr.merge", agentId: org.agentId, environment: "prod" });
  });

  test("is refused for every changed member of the submission", async () => {
    const permit = await issue();
    for (const { changed, path } of mutationsOf(action)) {
      const keys = await keysOf();
      const running = { ...(changed as object), keys, org: org.orgId, audience: "deployer" };
      const code = "added" in (changed as object) ? "INVALID_OPTION" : "PERMIT_PAYLOAD_MISMATCH";
      await expect(verifyPermit(permit, action_type, running), path).rejects.toMatchObject({ code });
    }
    await expect(verify(permit, {}, "pr.close")).rejects.toMatchObject({ code: "PERMIT_PAYLOAD_MISMATCH" });
  });

  test("is refused for another audience, organisation or environment", async () => {
    const permit = await issue();
    await expect(verify(permit, { audience: "else" })).rejects.toMatchObject({ code: "PERMIT_WRONG_AUDIENCE" });
    await expect(verify(permit, { environment: "dev" })).rejects.toMatchObject({ code: "PERMIT_INVALID" });
    const stranger = await api.createOrg("Other");
    await expect(verify(permit, { org: stranger.orgId })).rejects.toMatchObject({ code: "PERMIT_INVALID" });
    const foreign = (await jwks("", stranger.owner)).body.keys;
    await expect(verify(permit, { keys: foreign })).rejects.toMatchObject({ code: "PERMIT_INVALID" });
    const swapped = [{ ...foreign[0], kid: decodeProtectedHeader(permit).kid }];
    await expect(verify(permit, { keys: swapped })).rejects.toMatchObject({ code: "PERMIT_INVALID" });
  });

  test("is refused with another header, claim or signature", async () => {
    const permit = await issue();
    const [header = "", payload = "", signature = ""] = permit.split(".");
    const { kid } = decodeProtectedHeader(permit);
    const claims = decodeJwt(permit);
    const forged = [
      `${part({ alg: "none", typ: "al-permit+jwt", kid })}.${payload}.`,
      `${part({ alg: "none", typ: "al-permit+jwt", kid })}.${payload}.${signature}`,
      `${part({ alg: "HS256", typ: "al-permit+jwt", kid })}.${payload}.${signature}`,
      `${part({ alg: "EdDSA", typ: "JWT", kid })}.${payload}.${signature}`,
      `${part({ alg: "EdDSA", typ: "al-permit+jwt", kid: "another" })}.${payload}.${signature}`,
      `${part({ alg: "EdDSA", typ: "al-permit+jwt", kid, crit: ["x"] })}.${payload}.${signature}`,
      `${header}.${part({ ...claims, aud: "else" })}.${signature}`,
      `${header}.${part({ ...claims, exp: (claims.exp ?? 0) + 3600 })}.${signature}`,
      `${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`,
      `${permit}=`,
      `${permit}.${signature}`,
      "",
      "a.b.c",
    ];
    for (const token of forged) await expect(verify(token), token).rejects.toMatchObject({ code: "PERMIT_INVALID" });
  });

  test("is refused after it has expired", async () => {
    const permit = await issue();
    const keys = await keysOf();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 70_000);
    const refused = verify(permit, { keys }).catch((error: unknown) => error);
    expect(await refused).toMatchObject({ code: "PERMIT_EXPIRED" });
    clock.mockRestore();
  });

  test("is never consumed, and an approval has one permit of one grade", async () => {
    const id = await approved();
    const { permit } = (await gate.collect(id, offline)).body;
    expect((await gate.consume(permit, { submission, audience: "deployer" })).body.code).toBe("PERMIT_INVALID");
    expect((await gate.collect(id, { audience: "deployer" })).body.code).toBe("PERMIT_WRONG_AUDIENCE");
    expect((await gate.collect(id, { ...offline, audience: "else" })).body.code).toBe("PERMIT_WRONG_AUDIENCE");
    expect(decodeJwt((await gate.collect(id, offline)).body.permit).jti).toBe(decodeJwt(permit).jti);
    const other = await approved();
    await gate.collect(other, { audience: "deployer" });
    expect((await gate.collect(other, offline)).body.code).toBe("PERMIT_WRONG_AUDIENCE");
  });

  test("requires an audience and awaits the report of its action", async () => {
    const id = await approved();
    expect(await gate.collect(id, { grade: "offline" })).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
    await gate.collect(id, offline);
    const { body } = await api.call("GET", `approvals/${id}`, { token: org.owner });
    expect(body.outcome).toMatchObject({ status: "awaited" });
    expect((await api.call("POST", `approvals/${id}/revoke`, { token: org.owner })).body.code).toBe("PERMIT_CONSUMED");
  });

  test("is accepted once by a client of the SDK", async () => {
    const served = await serveApi(api.app);
    const enforcer = new AgentLattice({ apiKey: org.orgKey, baseUrl: served.url });
    const permit = await issue();
    const expected = { ...action, org: org.orgId, audience: "deployer" };
    expect(await enforcer.permits.verify(permit, action_type, expected)).toMatchObject({ actionType: "pr.merge" });
    await expect(enforcer.permits.verify(permit, action_type, expected)).rejects.toMatchObject({ code: "PERMIT_CONSUMED" });
    await served.close();
  });
});

describe("the keys of offline permits", () => {
  test("are public by organisation, or the caller's own with a credential", async () => {
    const own = (await jwks("", org.orgKey)).body;
    expect(own).toEqual((await jwks()).body);
    expect(own.keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
    expect((await jwks("")).body.code).toBe("INVALID_REQUEST");
    expect((await jwks("?org=org_00000000000000000000000000")).body.code).toBe("NOT_FOUND");
    expect((await jwks("?org=x")).body.code).toBe("INVALID_REQUEST");
    expect((await jwks("", "al_live_x")).status).toBe(401);
  });

  test("rotate with an overlap, after which permits of the old key are refused", async () => {
    const old = await issue();
    expect((await rotate(300)).body).toMatchObject({ previous: decodeProtectedHeader(old).kid });
    const current = await issue();
    expect(decodeProtectedHeader(current).kid).not.toBe(decodeProtectedHeader(old).kid);
    expect(await keysOf()).toHaveLength(2);
    await verify(old);
    await verify(current);
    expect((await rotate(0)).status).toBe(200);
    for (const permit of [old, current]) await expect(verify(permit)).rejects.toMatchObject({ code: "PERMIT_INVALID" });
    expect(await keysOf()).toHaveLength(1);
    await verify(await issue());
    const events = (await api.call("GET", "audit/events?kind=permit_key.changed", { token: org.owner })).body.data;
    expect(events).toHaveLength(3);
  });

  test("are rotated by owners and admins only, and stored encrypted", async () => {
    for (const token of [org.agentKey, org.orgKey, (await org.addMember("operator")).token])
      expect((await rotate(0, token)).status).toBe(403);
    expect((await rotate(0, (await org.addMember("admin")).token)).status).toBe(200);
    for (const overlap of [-1, 86_401, 1.5]) expect((await rotate(overlap)).status).toBe(422);
    const rows = await api.database.inspect("SELECT encode(wrapped, 'hex') AS wrapped FROM app.permit_key");
    // The start of a plain Ed25519 private key in DER.
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain("302e020100");
  });
});
