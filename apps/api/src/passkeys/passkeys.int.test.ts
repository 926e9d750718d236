import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltCli, buildCli } from "@agentlattice/test-kit/built-cli";
import { extractZip } from "@agentlattice/test-kit/extract-zip";
import { type Deviation, SoftwareAuthenticator } from "@agentlattice/test-kit/software-authenticator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { changeMembers } from "../testing/change-members.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const submission = { action_type: "pay.send", metadata: { amount: 100, to: "acme" }, supports: ["edit"] };
const home = mkdtempSync(join(tmpdir(), "al-passkeys-"));
let api: TestApi;
let org: TestOrg;
let gate: Gate;
let operator: { token: string; userId: string };
let passkey: SoftwareAuthenticator;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  operator = await org.addMember("operator");
  const approval = { approvers: ["role:owner", "role:operator"], evidence: "passkey", editable: [{ field: "amount", max: "requested" }] };
  await org.publish(policy("pays", { effect: "approve", match: { actions: ["pay.send"] }, approval }));
  const risky = { effect: "approve", match: { actions: ["db.drop"] }, approval: { approvers: ["role:operator"] } };
  await org.publish(policy("risky", risky, { labels: { risk: "high" } }));
  passkey = new SoftwareAuthenticator();
  expect((await register(passkey)).status).toBe(201);
});
afterAll(async () => {
  await api.close();
  rmSync(home, { recursive: true, force: true });
});

const call = (path: string, body: object, token = org.owner) => api.call("POST", path, { token, body });
const begin = async (token = org.owner) => (await call("passkeys/options", { password: PASSWORD }, token)).body.options;
const register = async (key: SoftwareAuthenticator, token = org.owner, deviation: Deviation = {}) =>
  call("passkeys", { name: "Laptop", registration: key.register(await begin(token), deviation) }, token);
const ask = (body: object = submission) => gate.request(body);
const evidence = async (id: string, body: object = {}, token = org.owner) => (await call(`approvals/${id}/evidence`, body, token)).body;
const decide = (id: string, body: object, token = org.owner, headers: Record<string, string> = {}) =>
  api.call("POST", `approvals/${id}/decision`, { token, headers, body: { decision: "approve", ...body } });
const approve = async (id: string, key = passkey, deviation: Deviation = {}, token = org.owner) => {
  const { digest, options } = await evidence(id, {}, token);
  return decide(id, { digest, assertion: key.assert(options, deviation) }, token);
};

describe("a passkey", () => {
  test("is registered with the password, listed and removed, and its public key is in the log", async () => {
    const second = new SoftwareAuthenticator(undefined, "Ed25519");
    const { body } = await register(second);
    expect(body).toMatchObject({ name: "Laptop", last_used_at: null });
    const list = async () => (await api.call("GET", "passkeys", { token: org.owner })).body.data;
    expect(await list()).toHaveLength(2);
    expect((await approve(await ask(), second)).status).toBe(200);
    const remove = (id: string, token = org.owner, password = PASSWORD) => call(`passkeys/${id}/remove`, { password }, token);
    expect((await remove(body.id, org.owner, "wrong")).body.code).toBe("INVALID_CREDENTIALS");
    expect((await remove(body.id, operator.token)).body.code).toBe("NOT_FOUND");
    expect((await remove(body.id)).status).toBe(204);
    expect((await approve(await ask(), second)).body.code).toBe("EVIDENCE_INVALID");
    const { text } = await api.call("GET", "audit/export?format=ndjson", { token: org.owner });
    const registered = text.split("\n").filter((line) => line.includes('"kind":"passkey.changed"'));
    expect(registered).toHaveLength(3);
    expect(registered[0]).toContain('"public_key":"MFkwEwYHKoZIzj0');
    expect(text).not.toContain("Laptop");
  });

  test("is refused for another site, without a verified user, twice, with another challenge, and without the password", async () => {
    const fresh = () => new SoftwareAuthenticator();
    for (const deviation of [{ origin: "https://evil.test" }, { rpId: "evil.test" }, { userVerified: false }, { challenge: "AAAA" }])
      expect((await register(fresh(), org.owner, deviation)).body.code, JSON.stringify(deviation)).toBe("PASSKEY_INVALID");
    expect((await register(passkey)).body.code).toBe("PASSKEY_INVALID");
    const ofOwner = fresh().register(await begin(org.owner));
    expect((await call("passkeys", { name: "x", registration: ofOwner }, operator.token)).body.code).toBe("PASSKEY_INVALID");
    expect((await call("passkeys/options", { password: "wrong" }, operator.token)).body.code).toBe("INVALID_CREDENTIALS");
    expect((await call("passkeys/options", {})).body.code).toBe("INVALID_REQUEST");
    expect((await call("passkeys/options", { password: PASSWORD }, org.agentKey)).status).toBe(403);
  });
});

describe("the challenge of a registration", () => {
  test("registers one passkey, also when two registrations arrive together, and survives one that is not valid", async () => {
    const token = (await org.addMember("operator")).token;
    const options = await begin(token);
    const send = (authenticator: SoftwareAuthenticator, deviation: Deviation = {}) =>
      call("passkeys", { name: "x", registration: authenticator.register(options, deviation) }, token);
    expect((await send(new SoftwareAuthenticator(), { origin: "https://evil.test" })).body.code).toBe("PASSKEY_INVALID");
    const together = await Promise.all([send(new SoftwareAuthenticator()), send(new SoftwareAuthenticator())]);
    expect(together.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect((await send(new SoftwareAuthenticator())).body).toMatchObject({
      code: "PASSKEY_INVALID",
      detail: expect.stringContaining("used already"),
    });
    expect((await org.get("passkeys", token)).body.data).toHaveLength(1);
  });
});

describe("a decision with evidence", () => {
  test("needs the assertion, whose challenge is SHA-256(digest ‖ preview)", async () => {
    const id = await ask();
    const { digest, preview, challenge, options } = await evidence(id);
    expect((await api.call("GET", `approvals/${id}/review`, { token: org.owner })).body).toMatchObject({ evidence: "passkey", digest });
    const joined = Buffer.concat([Buffer.from(digest, "hex"), Buffer.from(preview, "hex")]);
    expect(challenge).toBe(createHash("sha256").update(joined).digest("base64url"));
    expect(options).toMatchObject({ challenge, rpId: "localhost", userVerification: "required" });
    expect((await decide(id, { digest })).body.code).toBe("EVIDENCE_REQUIRED");
    expect((await decide(id, { digest, password: PASSWORD })).body.code).toBe("EVIDENCE_REQUIRED");
    expect(await decide(id, { digest, assertion: passkey.assert(options) })).toMatchObject({ status: 200, body: { status: "approved" } });
    expect((await gate.collect(id)).status).toBe(200);
  });

  test.each<[string, Deviation]>([
    ["another origin", { origin: "https://evil.test" }],
    ["another relying party", { rpId: "evil.test" }],
    ["no verified user", { userVerified: false }],
    ["another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["an unregistered credential", { credentialId: "AAAA" }],
  ])("is refused with %s", async (_, deviation) => {
    expect(await approve(await ask(), passkey, deviation)).toMatchObject({ status: 403, body: { code: "EVIDENCE_INVALID" } });
  });

  test("is refused with an assertion of another request, act, edit, person or key, or a changed signature", async () => {
    const [id, other] = [await ask(), await ask()];
    const { digest, options } = await evidence(id);
    const refused = async (body: object, token = org.owner) =>
      expect((await decide(id, { digest, ...body }, token)).body.code).toBe("EVIDENCE_INVALID");
    await refused({ assertion: passkey.assert((await evidence(other)).options) });
    await refused({ assertion: passkey.assert((await evidence(id, { act: "deny" })).options) });
    await refused({ assertion: passkey.assert((await evidence(id, { edits: { amount: 50 } })).options) });
    await refused({ assertion: passkey.assert(options), edits: { amount: 50 } });
    await refused({ assertion: passkey.assert(options) }, operator.token);
    const stranger = new SoftwareAuthenticator();
    await refused({ assertion: stranger.assert(options, { credentialId: passkey.id.toString("base64url") }) });
    const good = passkey.assert(options);
    const bytes = Buffer.from(good.response.signature, "base64url");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await refused({ assertion: { ...good, response: { ...good.response, signature: bytes.toString("base64url") } } });
    for (const assertion of [{}, { ...good, type: "x" }, { ...good, id: "&" }, "text"])
      expect((await decide(id, { digest, assertion })).body.code).toBe("INVALID_REQUEST");
    expect((await decide(id, { digest, assertion: passkey.assert(options) })).status).toBe(200);
  });

  test("is refused with a replayed assertion or a decreased counter; a retry gets the first answer", async () => {
    const id = await ask();
    const { digest, options } = await evidence(id);
    const body = { digest, assertion: passkey.assert(options) };
    const headers = { "idempotency-key": "decide-1" };
    expect((await decide(id, body, org.owner, headers)).status).toBe(200);
    const retried = await decide(id, body, org.owner, headers);
    expect(retried).toMatchObject({ status: 200, body: { status: "approved" } });
    expect(retried.headers.get("idempotency-replayed")).toBe("true");
    expect((await call(`approvals/${id}/undo`, {})).status).toBe(200);
    expect((await decide(id, body)).body.code).toBe("EVIDENCE_INVALID");
    expect((await approve(id, passkey, { counter: 1 })).body.code).toBe("EVIDENCE_INVALID");
    expect((await approve(id, passkey, { counter: 1_000 })).status).toBe(200);
  });

  test("of a quorum counts once, and its retry gets the state of the request before and after the others vote", async () => {
    const pair = { approvers: ["role:owner", "role:operator"], quorum: 2, evidence: "passkey" };
    await org.publish(policy("pair", { effect: "approve", match: { actions: ["pair.send"] }, approval: pair }));
    const mine = new SoftwareAuthenticator();
    expect((await register(mine, operator.token)).status).toBe(201);
    const id = await ask({ action_type: "pair.send" });
    const signed = async (key: SoftwareAuthenticator, token: string) => {
      const { digest, options } = await evidence(id, {}, token);
      return { digest, assertion: key.assert(options) };
    };
    const votes = async () => (await gate.read(id)).body.stages[0].votes.map(({ user }: { user: { id: string } }) => user.id);
    const headers = { "idempotency-key": "vote-1" };
    const body = await signed(passkey, org.owner);
    const [first, raced] = await Promise.all([decide(id, body, org.owner, headers), decide(id, body, org.owner, headers)]);
    expect([first, raced]).toMatchObject(Array(2).fill({ status: 200, body: { status: "pending" } }));
    const retried = await decide(id, body, org.owner, headers);
    expect(retried).toMatchObject({ status: 200, body: { status: "pending", digest: first?.body.digest } });
    expect(retried.headers.get("idempotency-replayed")).toBe("true");
    expect(await votes()).toHaveLength(1);
    expect((await decide(id, await signed(passkey, org.owner))).body.code).toBe("ALREADY_VOTED");
    expect((await decide(id, await signed(mine, operator.token), operator.token)).body.status).toBe("approved");
    expect(await decide(id, body, org.owner, headers)).toMatchObject({ status: 200, body: { status: "approved" } });
    expect(new Set(await votes()).size).toBe(2);
    const kinds = (await api.call("GET", `audit/events?approval_id=${id}`, { token: org.owner })).body.data.map(
      ({ kind }: { kind: string }) => kind,
    );
    expect(kinds).toEqual(["approval.decided", "approval.voted", "approval.requested"]);
    const list = (await api.call("GET", "passkeys", { token: operator.token })).body.data;
    await call(`passkeys/${list[0].id}/remove`, { password: PASSWORD }, operator.token);
  });

  test("covers the edits of the decision", async () => {
    const id = await ask();
    const edits = { amount: 60 };
    const { digest, options } = await evidence(id, { edits });
    const { status, body } = await decide(id, { digest, edits, assertion: passkey.assert(options) });
    expect([status, body.status, body.requested_digest]).toEqual([200, "approved", digest]);
    expect(body.digest).not.toBe(digest);
  });

  test("covers the extension of a budget, also when one person releases the request alone", async () => {
    const limits = [{ budget: { calls: 1, per: "day", at_cap: "ask", extend: { max: 9 } } }];
    const approval = { approvers: ["role:owner"], evidence: "passkey" };
    await org.publish(policy("capped", { effect: "allow", match: { actions: ["capped.run"] }, limits, approval }));
    await gate.ask({ action_type: "capped.run" });
    const id = await ask({ action_type: "capped.run" });
    const { digest, options } = await evidence(id, { extend: { calls: 2 } });
    const assertion = passkey.assert(options);
    expect((await decide(id, { digest, assertion })).body.code).toBe("EVIDENCE_INVALID");
    expect((await decide(id, { digest, assertion, extend: { calls: 3 } })).body.code).toBe("EVIDENCE_INVALID");
    expect((await decide(id, { digest, assertion, extend: { calls: 2 } })).body).toMatchObject({
      status: "approved",
      extension: { amounts: { calls: 2 } },
    });

    expect((await gate.collect(id)).body.status).toBe("executed");
    await gate.ask({ action_type: "capped.run" });
    const urgent = await ask({ action_type: "capped.run" });
    const seen = await evidence(urgent, { act: "break_glass", extend: { calls: 4 } });
    const release = (body: object) =>
      call(`approvals/${urgent}/break-glass`, {
        reason: "The site is down.",
        digest: seen.digest,
        assertion: passkey.assert(seen.options),
        ...body,
      });
    expect((await release({ extend: { calls: 5 } })).body.code).toBe("EVIDENCE_INVALID");
    expect((await release({ extend: { calls: 4 } })).body).toMatchObject({ status: "approved", extension: { amounts: { calls: 4 } } });
  });

  test("covers edits, and a retry with the same Idempotency-Key gets the first answer", async () => {
    const id = await ask();
    const edits = { amount: 60 };
    const { digest, options } = await evidence(id, { edits });
    const body = { digest, edits, assertion: passkey.assert(options) };
    const headers = { "idempotency-key": "decide-edited" };
    const first = await decide(id, body, org.owner, headers);
    const retried = await decide(id, body, org.owner, headers);
    expect(retried).toMatchObject({ status: 200, body: { status: "approved", digest: first.body.digest } });
    expect(retried.headers.get("idempotency-replayed")).toBe("true");
    const changed = { ...body, edits: { amount: 70 } };
    expect((await decide(id, changed, org.owner, headers)).body.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await decide(id, body)).body.code).toBe("EVIDENCE_INVALID");
    expect((await decide(id, body, operator.token, headers)).body.code).toBe("EVIDENCE_INVALID");
  });

  test("is needed on high risk and for a release alone where the person has a passkey", async () => {
    const id = await ask({ action_type: "db.drop" });
    const digest = (await evidence(id, {}, operator.token)).digest;
    await changeMembers(api.database, { roleSince: null });
    const review = () => api.call("GET", `approvals/${id}/review`, { token: operator.token });
    expect((await review()).body).toMatchObject({ evidence: "none" });
    const own = new SoftwareAuthenticator();
    expect((await register(own, operator.token)).status).toBe(201);
    expect((await review()).body).toMatchObject({ evidence: "passkey" });
    expect((await decide(id, { digest }, operator.token)).body.code).toBe("EVIDENCE_REQUIRED");
    const release = (body: object) => call(`approvals/${id}/break-glass`, { reason: "The site is down.", digest, ...body });
    expect((await release({ password: PASSWORD })).body.code).toBe("EVIDENCE_REQUIRED");
    expect((await release({ assertion: passkey.assert((await evidence(id)).options) })).body.code).toBe("EVIDENCE_INVALID");
    const { options } = await evidence(id, { act: "break_glass" });
    expect((await release({ assertion: passkey.assert(options) })).body).toMatchObject({ status: "approved" });
  });
});

describe("the evidence in an export", () => {
  let served: ServedApi;
  let cli: BuiltCli;
  beforeAll(async () => {
    served = await serveApi(api.app);
    cli = await buildCli("passkeys-int", { home, baseUrl: served.url });
  }, 60_000);
  afterAll(async () => {
    cli.remove();
    await served.close();
  });

  test("is verified offline by the CLI, which finds a forged one", async () => {
    const env = { AL_API_KEY: org.orgKey };
    expect(await cli.run(["export", "--payloads", "--out", "log.zip"], env)).toMatchObject({ code: 0 });
    await extractZip(join(home, "log.zip"), join(home, "log"));
    const { vkey } = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
    const verify = () => cli.run(["verify", "log", "--vkey", vkey, "--payloads", "log/payloads.ndjson", "--json"], {});
    const sound = await verify();
    expect(JSON.parse(sound.stdout)).toMatchObject({ exit_code: 10, payloads: { evidence: { unknown: 0 } } });
    expect(JSON.parse(sound.stdout).payloads.evidence.verified).toBeGreaterThanOrEqual(6);
    const file = join(home, "log/payloads.ndjson");
    const text = readFileSync(file, "utf8");
    const forged = text.replace(/"clientDataJSON":"ey/, '"clientDataJSON":"eY');
    expect(forged).not.toBe(text);
    writeFileSync(file, forged);
    expect(JSON.parse((await verify()).stdout)).toMatchObject({ exit_code: 40, class: "PAYLOAD_MISMATCH" });
  }, 60_000);
});
