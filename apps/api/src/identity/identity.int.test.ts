import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { AgentLattice, generateIdentity } from "@agentlattice/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

interface Signing {
  readonly id: string;
  readonly privateKey: KeyObject;
}

let api: TestApi;
let other: TestProcess;
let served: ServedApi;
let org: TestOrg;
let agent: { id: string; key: string };
let signing: Signing;
let made = 0;

beforeAll(async () => {
  api = await startTestApi();
  other = await api.startProcess();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});
beforeEach(async () => {
  const body = { name: `signer ${++made}`, capabilities: ["*"] };
  const { id } = (await api.call("POST", "agents", { token: org.owner, body })).body;
  const key = (await api.call("POST", `agents/${id}/keys`, { token: org.owner, body: { name: "ci" } })).body.api_key;
  agent = { id, key };
  signing = await register();
});

const pair = () => generateKeyPairSync("ed25519");
const rawOf = (key: KeyObject) => key.export({ format: "der", type: "spki" }).subarray(12).toString("base64");
const keysOf = async () => (await api.call("GET", `agents/${agent.id}/identity-keys`, { token: org.owner })).body.data;

async function register(token = org.owner): Promise<Signing> {
  const { publicKey, privateKey } = pair();
  const answer = await api.call("POST", `agents/${agent.id}/identity-keys`, { token, body: { public_key: rawOf(publicKey) } });
  expect(answer.status, answer.text).toBe(201);
  return { id: answer.body.id, privateKey };
}

const BODY = JSON.stringify({ action_type: "doc.read" });
const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

interface Statement {
  readonly by?: Signing;
  readonly claims?: object;
  readonly header?: object;
  readonly body?: string;
}

/** Returns a statement for a body, valid unless `claims` or `header` say otherwise. */
function statement(seq: number, { by = signing, claims = {}, header = {}, body = BODY }: Statement = {}): string {
  const digest = createHash("sha256").update(body).digest("hex");
  const nonce = randomBytes(16).toString("base64url");
  const all = { agent: agent.id, seq, nonce, exp: Math.floor(Date.now() / 1000) + 60, digest, ...claims };
  const signed = `${b64({ alg: "EdDSA", typ: "al-statement+jwt", kid: by.id, ...header })}.${b64(all)}`;
  return `${signed}.${sign(null, Buffer.from(signed), by.privateKey).toString("base64url")}`;
}

const submit = (jws: string | null, { through = api as Pick<TestProcess, "call">, headers = {}, raw = BODY, token = agent.key } = {}) =>
  through.call("POST", "actions", { token, raw, headers: { ...headers, ...(jws === null ? {} : { "x-al-statement": jws }) } });
const codeOf = async (jws: string | null, options = {}) => {
  const { status, body } = await submit(jws, options);
  return status === 200 ? body.status : body.code;
};

describe("an agent with an identity key", () => {
  it("submits with a signed statement, whose commitment is in the leaf", async () => {
    const jws = statement(1);
    const { body } = await submit(jws);
    expect(body.status).toBe("executed");
    const leaf = JSON.parse(body.receipt.entry);
    expect(leaf.data.statement).toEqual({ key: signing.id, sequence: 1 });
    expect(leaf.pd.statement).toMatch(/^[0-9a-f]{64}$/);
    const { api_key: _, ...plain } = (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } })).body;
    expect(JSON.parse(plain.receipt.entry).data).not.toHaveProperty("statement");
    expect(JSON.parse(plain.receipt.entry).pd).not.toHaveProperty("statement");
  });

  it.each<[string, (seq: number) => string | null, string]>([
    ["is missing", () => null, "STATEMENT_REQUIRED"],
    ["is empty", () => "", "STATEMENT_INVALID"],
    ["is no JWS", () => "a.b.c", "STATEMENT_INVALID"],
    ["is huge", () => "a".repeat(5_000), "STATEMENT_INVALID"],
    [
      "has the signature of another key",
      (seq) => statement(seq, { by: { ...signing, privateKey: pair().privateKey } }),
      "STATEMENT_INVALID",
    ],
    ["names an unknown key", (seq) => statement(seq, { header: { kid: "aik_01h455vb4pex5vsknk084sn02q" } }), "STATEMENT_INVALID"],
    ["has another algorithm", (seq) => statement(seq, { header: { alg: "none" } }), "STATEMENT_INVALID"],
    ["has another type", (seq) => statement(seq, { header: { typ: "al-permit+jwt" } }), "STATEMENT_INVALID"],
    ["has a critical extension", (seq) => statement(seq, { header: { crit: ["b64"], b64: true } }), "STATEMENT_INVALID"],
    ["names another agent", (seq) => statement(seq, { claims: { agent: org.agentId } }), "STATEMENT_INVALID"],
    ["signs another body", (seq) => statement(seq, { body: '{"action_type":"doc.write"}' }), "STATEMENT_INVALID"],
    ["has an unknown claim", (seq) => statement(seq, { claims: { admin: true } }), "STATEMENT_INVALID"],
    ["has the sequence 0", () => statement(0), "STATEMENT_INVALID"],
    ["has a fractional sequence", () => statement(1.5), "STATEMENT_INVALID"],
    ["has a short nonce", (seq) => statement(seq, { claims: { nonce: "x" } }), "STATEMENT_INVALID"],
    ["has expired", (seq) => statement(seq, { claims: { exp: Math.floor(Date.now() / 1000) - 31 } }), "STATEMENT_EXPIRED"],
    ["expires in a year", (seq) => statement(seq, { claims: { exp: Math.floor(Date.now() / 1000) + 31_536_000 } }), "STATEMENT_INVALID"],
  ])("is refused when its statement %s, and nothing is recorded", async (_, make, code) => {
    expect(await codeOf(make(1))).toBe(code);
    const { data } = (await api.call("GET", `audit/events?agent_id=${agent.id}&kind=action.executed`, { token: org.owner })).body;
    expect(data).toEqual([]);
    expect(await keysOf()).toMatchObject([{ last_sequence: 0, missing: 0 }]);
  });

  it("tolerates clocks that differ by less than 30 seconds", async () => {
    expect(await codeOf(statement(1, { claims: { exp: Math.floor(Date.now() / 1000) - 20 } }))).toBe("executed");
  });

  it("is refused for a used sequence number or nonce, and gets the last sequence number", async () => {
    expect(await codeOf(statement(3, { claims: { nonce: "n".repeat(20) } }))).toBe("executed");
    for (const jws of [statement(3), statement(2), statement(4, { claims: { nonce: "n".repeat(20) } })]) {
      const { status, body } = await submit(jws);
      expect({ status, code: body.code, last: body.error.details.last_sequence }).toEqual({
        status: 409,
        code: "STATEMENT_REPLAYED",
        last: 3,
      });
    }
  });

  it("lists gaps in the sequence", async () => {
    for (const seq of [1, 4, 5, 9]) expect(await codeOf(statement(seq))).toBe("executed");
    expect(await keysOf()).toMatchObject([
      {
        id: signing.id,
        last_sequence: 9,
        missing: 5,
        gaps: [
          { from: 6, to: 8, audit_event_id: expect.stringMatching(/^evt_/) },
          { from: 2, to: 3 },
        ],
      },
    ]);
  });

  it("uses each number once, also on two processes", async () => {
    const all = await Promise.all([...Array(20)].map((_, i) => codeOf(statement(1), { through: i % 2 ? api : other })));
    expect(all.filter((code) => code === "executed")).toHaveLength(1);
    expect(all.filter((code) => code === "STATEMENT_REPLAYED")).toHaveLength(19);
    expect(await keysOf()).toMatchObject([{ last_sequence: 1, missing: 0 }]);
  });

  it("gets the same answer for a repeated submission, with the same statement or a new one", async () => {
    const headers = { "x-al-event-id": "once" };
    const jws = statement(1);
    const first = await submit(jws, { headers });
    for (const again of [jws, statement(2)]) {
      const repeated = await submit(again, { headers });
      expect(repeated.headers.get("idempotency-replayed")).toBe("true");
      expect(repeated.body.audit_event_id).toBe(first.body.audit_event_id);
    }
    expect(await codeOf(null, { headers })).toBe("STATEMENT_REQUIRED");
    expect(await codeOf(statement(3))).toBe("executed");
    expect(await keysOf()).toMatchObject([{ last_sequence: 3, missing: 0 }]);
  });

  it.each<[string, string, object, string]>([
    ["is invalid", "{}", {}, "INVALID_REQUEST"],
    ["is a value of another type", '{"action_type":7}', {}, "INVALID_REQUEST"],
    ["has the id of another submission", '{"action_type":"doc.write"}', { "x-al-event-id": "taken" }, "IDEMPOTENCY_CONFLICT"],
  ])("uses no sequence number for a submission that %s", async (_, raw, headers, code) => {
    expect(await codeOf(statement(1), { headers: { "x-al-event-id": "taken" } })).toBe("executed");
    for (const seq of [2, 9]) expect(await codeOf(statement(seq, { body: raw }), { raw, headers })).toBe(code);
    expect(await keysOf()).toMatchObject([{ last_sequence: 1, missing: 0, gaps: [] }]);
    expect(await codeOf(statement(2))).toBe("executed");
    expect(await keysOf()).toMatchObject([{ last_sequence: 2, missing: 0, gaps: [] }]);
  });

  it("uses a number once, also when refused submissions have the same number", async () => {
    const headers = { "x-al-event-id": "contested" };
    expect(await codeOf(statement(1), { headers })).toBe("executed");
    const raw = '{"action_type":"doc.write"}';
    const through = (i: number) => ({ through: i % 2 ? api : other });
    const codes = await Promise.all(
      [...Array(24)].map((_, i) =>
        i % 3 === 0 ? codeOf(statement(2), through(i)) : codeOf(statement(2, { body: raw }), { raw, headers, ...through(i) }),
      ),
    );
    expect(codes.filter((code) => code === "executed")).toHaveLength(1);
    expect(codes.filter((code) => code === "STATEMENT_REPLAYED")).toHaveLength(7);
    expect(codes.filter((code) => code === "IDEMPOTENCY_CONFLICT")).toHaveLength(16);
    expect(await keysOf()).toMatchObject([{ last_sequence: 2, missing: 0 }]);
  });

  it("uses no number above the rate limit of its key, and one for a denial by a budget", async () => {
    const limits = [{ budget: { calls: 1, per: "day" } }];
    await org.publish(policy(`few-${made}`, { match: { actions: ["mail.send"] }, effect: "allow", limits }));
    const raw = '{"action_type":"mail.send"}';
    for (const [seq, answer] of [
      [1, "executed"],
      [2, "denied"],
    ] as const)
      expect(await codeOf(statement(seq, { body: raw }), { raw })).toBe(answer);
    const slow = await api.startProcess({ AL_KEY_RATE: 1 });
    const codes = await Promise.all([...Array(8)].map((_, i) => codeOf(statement(3 + i), { through: slow })));
    expect(codes).toContain("RATE_LIMITED");
    const used = codes.filter((code) => code === "executed").length;
    const last = (await keysOf())[0].last_sequence;
    expect(await codeOf(statement(last + 1))).toBe("executed");
    expect((await keysOf())[0].last_sequence - (await keysOf())[0].missing).toBe(2 + used + 1);
  });

  it("also signs the submissions of its children", async () => {
    const delegated = await api.call("POST", "delegations", {
      token: agent.key,
      body: { name: "child", capabilities: ["doc.*"], ttl: 60 },
    });
    const { api_key: token, child } = delegated.body;
    expect(await codeOf(null, { token })).toBe("STATEMENT_REQUIRED");
    expect(await codeOf(statement(1), { token })).toBe("STATEMENT_INVALID");
    expect(await codeOf(statement(1, { claims: { agent: child.id } }), { token })).toBe("executed");
    const keys = await api.call("POST", `agents/${child.id}/identity-keys`, {
      token: org.owner,
      body: { public_key: rawOf(pair().publicKey) },
    });
    expect(keys.body.code).toBe("DELEGATION_INVALID");
  });

  it("is refused by the sidecar too", async () => {
    const answer = await api.call("POST", "evaluate", { token: agent.key, body: { content: "hello" } });
    expect(answer.body).toMatchObject({ status: 403, code: "STATEMENT_REQUIRED" });
  });
});

describe("identity keys", () => {
  const rotate = (overlap: number, publicKey = pair().publicKey) =>
    api.call("POST", `agents/${agent.id}/identity-keys/${signing.id}/rotate`, {
      token: org.owner,
      body: { public_key: rawOf(publicKey), overlap },
    });

  it("overlap after a rotation, each with its own sequence", async () => {
    const next = pair();
    expect(await codeOf(statement(7))).toBe("executed");
    const rotated = await rotate(600, next.publicKey);
    expect(rotated.status).toBe(201);
    const by = { id: rotated.body.id, privateKey: next.privateKey };
    expect(await keysOf()).toMatchObject([
      { id: by.id, replaced_by: null, ends_at: null },
      { id: signing.id, replaced_by: by.id, status: "active", ends_at: expect.any(String) },
    ]);
    expect(await codeOf(statement(1, { by }))).toBe("executed");
    expect(await codeOf(statement(8))).toBe("executed");
    await api.call("DELETE", `agents/${agent.id}/identity-keys/${signing.id}`, { token: org.owner });
    expect(await codeOf(statement(9))).toBe("STATEMENT_INVALID");
    expect(await codeOf(statement(2, { by }))).toBe("executed");
  });

  it("end at once without an overlap, and cannot be replaced or registered again", async () => {
    expect((await rotate(0)).status).toBe(201);
    expect(await codeOf(statement(1))).toBe("STATEMENT_INVALID");
    expect((await rotate(0)).body.code).toBe("KEY_ENDED");
    const [, { public_key }] = await keysOf();
    const again = await api.call("POST", `agents/${org.agentId}/identity-keys`, { token: org.owner, body: { public_key } });
    expect(again.body.code).toBe("IDENTITY_KEY_TAKEN");
  });

  it("stay required after all of them were revoked", async () => {
    await api.call("DELETE", `agents/${agent.id}/identity-keys/${signing.id}`, { token: org.owner });
    expect(await codeOf(null)).toBe("STATEMENT_REQUIRED");
    expect(await codeOf(statement(1))).toBe("STATEMENT_INVALID");
    expect(await codeOf(null, { through: other })).toBe("STATEMENT_REQUIRED");
  });

  it.each([
    ["small order", Buffer.alloc(32).toString("base64")],
    ["31 bytes", Buffer.alloc(31, 7).toString("base64")],
    ["no base64", "?".repeat(44)],
  ])("are refused when they are unusable: %s", async (_, public_key) => {
    const answer = await api.call("POST", `agents/${org.agentId}/identity-keys`, { token: org.owner, body: { public_key } });
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it("are registered by owners and admins only, and recorded as an entry", async () => {
    const body = { public_key: rawOf(pair().publicKey) };
    for (const token of [agent.key, org.orgKey, (await org.addMember("operator")).token])
      expect((await api.call("POST", `agents/${agent.id}/identity-keys`, { token, body })).status).toBe(403);
    await register((await org.addMember("admin")).token);
    const { data } = (await api.call("GET", `audit/events?kind=identity_key.changed&agent_id=${agent.id}`, { token: org.owner })).body;
    expect(data).toHaveLength(2);
  });

  it("are not accepted from an agent without a registered key", async () => {
    const jws = statement(1, { claims: { agent: org.agentId } });
    expect(await codeOf(jws, { token: org.agentKey })).toBe("STATEMENT_INVALID");
  });
});

describe("the SDK", () => {
  it("signs in order, shares the sequence with children, and reads it after a restart", async () => {
    const { publicKey, privateKey } = await generateIdentity();
    const body = { public_key: publicKey };
    const { id: keyId } = (await api.call("POST", `agents/${agent.id}/identity-keys`, { token: org.owner, body })).body;
    const client = () => new AgentLattice({ apiKey: agent.key, baseUrl: served.url, identity: { keyId, privateKey } });
    const al = client();
    const results = await Promise.all([al.execute("doc.a"), al.gate("doc.b"), al.evaluate({ tool: "x" }), al.execute("doc.c")]);
    expect(results.map(({ status }) => status)).toEqual(["executed", "executed", "denied", "executed"]);
    const child = await al.delegate("child", { capabilities: ["doc.*"], ttl: 60 }, (sub) => sub.execute("doc.d"));
    expect(child.status).toBe("executed");
    expect((await client().execute("doc.e")).status).toBe("executed");
    expect((await Promise.all([client().execute("doc.f"), client().execute("doc.g")])).map(({ status }) => status)).toEqual([
      "executed",
      "executed",
    ]);
    const [key] = await keysOf();
    expect(key).toMatchObject({ id: keyId, last_sequence: 8, missing: 0 });
    const refused = (call: Promise<unknown>) => expect(call).rejects.toMatchObject({ details: { status: expect.any(Number) } });
    await al.execute("doc.h", { eventId: "h" });
    await refused(al.execute("doc.i", { eventId: "h" }));
    await refused(al.execute("doc.j", { metadata: { text: "x".repeat(70_000) } }));
    await al.execute("doc.k");
    expect((await keysOf())[0]).toMatchObject({ last_sequence: 10, missing: 0 });
    const { inspect } = await import("node:util");
    expect(inspect(al, { depth: 9, showHidden: true })).not.toContain(privateKey);
  });

  it("shares its key with another client without losing a submission", async () => {
    const { publicKey, privateKey } = await generateIdentity();
    const { id: keyId } = await api
      .call("POST", `agents/${agent.id}/identity-keys`, { token: org.owner, body: { public_key: publicKey } })
      .then(({ body }) => body);
    const client = () => new AgentLattice({ apiKey: agent.key, baseUrl: served.url, identity: { keyId, privateKey } });
    const [one, other] = [client(), client()];
    const work = Array.from({ length: 12 }, () => [one.execute("doc.read"), other.execute("doc.read")]).flat();
    expect((await Promise.all(work)).map(({ status }) => status)).toEqual(Array.from({ length: 24 }, () => "executed"));
  });

  it("refuses an unusable private key without quoting it", async () => {
    const al = new AgentLattice({ apiKey: agent.key, baseUrl: served.url, identity: { keyId: signing.id, privateKey: "c2VjcmV0" } });
    const error = await al.execute("doc.read").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    expect(String(error)).not.toContain("c2VjcmV0");
  });
});
