import { decodeId } from "@agentlattice/core";
import { TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

const STEP_MS = 30_000;
let api: TestApi;
let second: TestProcess;
let org: TestOrg;
let gate: Gate;
let ana: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  api = await startTestApi();
  second = await api.startProcess();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
  const spec = { effect: "approve", match: { actions: ["fresh.run"] }, approval: { approvers: ["role:operator"], step_up: true } };
  const pair = {
    effect: "approve",
    match: { actions: ["pair.run"] },
    approval: { ...spec.approval, approvers: ["role:operator", "role:owner"], quorum: 2 },
  };
  await org.publish(policy("pair", pair));
  await org.publish(policy("fresh", { ...spec, approval: { ...spec.approval, editable: [{ field: "amount", max: "requested" }] } }));
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.inspect("DELETE FROM app.attempt");
  await api.database.inspect("DELETE FROM app.totp");
});

const post = (path: string, body: object, token = ana.token) => api.call("POST", path, { token, body });
const status = async (token = ana.token) => (await api.call("GET", "totp", { token })).body;
const ask = () => gate.request({ action_type: "fresh.run", metadata: { amount: 100 }, supports: ["edit"] });
const approve = async (id: string, body: object, { token = ana.token, headers = {} } = {}) =>
  gate.decide(id, "approve", { token, headers, body });

/** The code of a secret now, or some steps later. */
const codeOf = (secret: string, steps = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * STEP_MS });
/** Lets codes of the current time be used again, as they are at a later time. */
const forgetUse = () => api.database.inspect("UPDATE app.totp SET used_step = 0, used_by = NULL");

async function enrol(token = ana.token): Promise<{ secret: string; codes: string[] }> {
  const { secret } = (await post("totp", { password: PASSWORD }, token)).body;
  const { status: answered, body } = await post("totp/confirm", { one_time_code: codeOf(secret) }, token);
  expect(answered).toBe(200);
  await forgetUse();
  return { secret, codes: body.recovery_codes };
}

describe("an enrolment", () => {
  test("requires the password and a first code, and returns ten recovery codes once", async () => {
    expect(await status()).toEqual({ enrolled_at: null, recovery_codes_left: 0 });
    expect((await post("totp", { password: "wrong" })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await post("totp/confirm", { one_time_code: "123456" })).body.code).toBe("TOTP_NOT_BEGUN");
    const begun = await post("totp", { password: PASSWORD });
    expect(begun).toMatchObject({ status: 201, body: { uri: expect.stringContaining(`secret=${begun.body.secret}`) } });
    const id = await ask();
    expect((await approve(id, { one_time_code: codeOf(begun.body.secret) })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await post("totp/confirm", { one_time_code: codeOf(begun.body.secret, 20) })).body.code).toBe("INVALID_CREDENTIALS");
    const { secret } = (await post("totp", { password: PASSWORD })).body;
    expect((await post("totp/confirm", { one_time_code: codeOf(begun.body.secret) })).body.code).toBe("INVALID_CREDENTIALS");
    const code = codeOf(secret);
    const confirmed = await post("totp/confirm", { one_time_code: ` ${code.slice(0, 3)} ${code.slice(3)}` });
    expect(new Set(confirmed.body.recovery_codes).size).toBe(10);
    expect(await status()).toEqual({ enrolled_at: expect.any(String), recovery_codes_left: 10 });
    expect((await post("totp", { password: PASSWORD })).body.code).toBe("TOTP_ENROLLED");
    expect((await post("totp/confirm", { one_time_code: code })).body.code).toBe("TOTP_ENROLLED");
    expect((await approve(id, { one_time_code: code })).body.code).toBe("INVALID_CREDENTIALS");
  });

  test("must be confirmed within ten minutes, by one of several concurrent requests", async () => {
    const { secret } = (await post("totp", { password: PASSWORD })).body;
    await api.database.inspect("UPDATE app.totp SET begun_at = begun_at - interval '10 minutes'");
    expect((await post("totp/confirm", { one_time_code: codeOf(secret) })).body.code).toBe("TOTP_NOT_BEGUN");
    await api.database.inspect("UPDATE app.totp SET begun_at = now()");
    const one_time_code = codeOf(secret);
    const answers = await Promise.all([0, 1, 2].map(() => post("totp/confirm", { one_time_code })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect((await status()).recovery_codes_left).toBe(10);
  });

  test("stores no secret and no code in plain text, and records neither in the log", async () => {
    const { secret, codes } = await enrol();
    const rows = await api.database.inspect<{ bytes: Buffer }>(
      "SELECT secret AS bytes FROM app.totp UNION ALL SELECT code_hash FROM app.recovery_code",
    );
    expect(rows).toHaveLength(11);
    const stored = Buffer.concat(rows.map(({ bytes }) => bytes));
    for (const text of [secret, ...codes]) expect(stored.includes(text)).toBe(false);
    await post("totp/remove", { one_time_code: codes[0] });
    const { text } = await api.call("GET", "audit/export?format=ndjson", { token: org.owner });
    const entries = text.split("\n").filter((line) => line.includes('"kind":"totp.changed"'));
    expect(entries.at(-2)).toContain('"change":"enrolled"');
    expect(entries.at(-1)).toContain('"proof":"recovery_code"');
    for (const secretText of [secret, ...codes]) expect(text).not.toContain(secretText);
  });
});

describe("a decision with step-up", () => {
  test("accepts each code once across processes, and never an earlier one", async () => {
    const { secret } = await enrol();
    const [one, two] = [await ask(), await ask()];
    expect((await approve(one, {})).body.code).toBe("STEP_UP_REQUIRED");
    expect((await approve(one, { one_time_code: codeOf(secret, 20) })).body.code).toBe("INVALID_CREDENTIALS");
    const next = codeOf(secret, 1);
    expect((await approve(one, { one_time_code: next })).body.status).toBe("approved");
    expect((await approve(two, { one_time_code: next })).body).toMatchObject({
      code: "INVALID_CREDENTIALS",
      detail: expect.stringContaining("used already"),
    });
    expect((await approve(two, { one_time_code: codeOf(secret) })).body.code).toBe("INVALID_CREDENTIALS");
    await forgetUse();
    const digest = (await gate.read(two)).body.digest;
    const body = { decision: "approve", digest, one_time_code: codeOf(secret, 1) };
    const both = [api, second].map(({ call }) => call("POST", `approvals/${two}/decision`, { token: ana.token, body }));
    expect((await Promise.all(both)).map((answer) => answer.status).sort()).toEqual([200, 401]);
    const { data } = (await api.call("GET", `audit/events?approval_id=${one}&kind=approval.decided`, { token: org.owner })).body;
    const entry = await api.call("GET", `audit/events/${data[0].id}`, { token: org.owner });
    expect(entry.text).toContain('"step_up":"totp"');
    expect(entry.text).not.toContain(next);
  });

  test("returns the first answer for a retry with the same Idempotency-Key, whatever was used since", async () => {
    const { secret, codes } = await enrol();
    for (const one_time_code of [codeOf(secret), codes[0] as string]) {
      const id = await ask();
      const headers = { "Idempotency-Key": `retry-${one_time_code}` };
      const decide = () => approve(id, { one_time_code }, { headers });
      expect((await decide()).body.status).toBe("approved");
      const retried = await decide();
      expect(retried.headers.get("idempotency-replayed")).toBe("true");
      expect(retried.body.status).toBe("approved");
      const other = await approve(await ask(), { one_time_code }, { headers });
      expect(other.body.code).toBe("IDEMPOTENCY_CONFLICT");
    }
  });

  test("returns the answer of the vote for a retry before others have voted", async () => {
    const { codes } = await enrol();
    const id = await gate.request({ action_type: "pair.run", metadata: {} });
    const headers = { "Idempotency-Key": "first-of-two" };
    const vote = () => approve(id, { one_time_code: codes[0] }, { headers });
    expect((await vote()).body.status).toBe("pending");
    const retried = await vote();
    expect(retried.headers.get("idempotency-replayed")).toBe("true");
    expect(retried.body.status).toBe("pending");
    expect((await approve(id, { one_time_code: codes[1] })).body.code).toBe("ALREADY_VOTED");
  });

  test("uses no code when an edit is refused first", async () => {
    const { secret } = await enrol();
    const one_time_code = codeOf(secret, 1);
    const id = await ask();
    expect((await approve(id, { one_time_code, edits: { amount: 900 } })).body.code).toBe("EDIT_NOT_ALLOWED");
    expect((await approve(id, { one_time_code, edits: { amount: 50 } })).body.status).toBe("approved");
  });

  test("accepts each recovery code once in any notation, and counts the remaining ones", async () => {
    const { codes } = await enrol();
    const written = (codes[0] as string).toLowerCase().replaceAll("-", " ");
    expect((await approve(await ask(), { one_time_code: written })).body.status).toBe("approved");
    expect((await approve(await ask(), { one_time_code: codes[0] })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await status()).recovery_codes_left).toBe(9);
    const parallel = await Promise.all([1, 2, 3].map(async () => approve(await ask(), { one_time_code: codes[1] })));
    expect(parallel.map((answer) => answer.status).sort()).toEqual([200, 401, 401]);
  });

  test("refuses two proofs, the code of another person, and a code without an enrolment", async () => {
    const id = await ask();
    expect((await approve(id, { one_time_code: "123456" })).body).toMatchObject({
      code: "INVALID_CREDENTIALS",
      detail: expect.stringContaining("no authenticator app"),
    });
    const { secret } = await enrol();
    expect((await approve(id, { password: PASSWORD, one_time_code: codeOf(secret) })).body.code).toBe("INVALID_REQUEST");
    expect((await approve(id, { one_time_code: "" })).body.code).toBe("INVALID_REQUEST");
    expect((await approve(id, { one_time_code: "x".repeat(65) })).body.code).toBe("INVALID_REQUEST");
    const bob = await org.addMember("operator");
    const his = await enrol(bob.token);
    for (const one_time_code of [codeOf(his.secret, 1), his.codes[0]])
      expect((await approve(id, { one_time_code })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await approve(id, { one_time_code: his.codes[0] }, { token: bob.token })).body.status).toBe("approved");
  });

  test("delays guesses across processes, and the password still works", async () => {
    const { secret } = await enrol();
    const id = await ask();
    const digest = (await gate.read(id)).body.digest;
    const guess = ({ call }: TestProcess, one_time_code: string) =>
      call("POST", `approvals/${id}/decision`, { token: ana.token, body: { decision: "approve", digest, one_time_code } });
    for (const process of [api, second, api, second, api]) expect((await guess(process, codeOf(secret, 20))).status).toBe(401);
    for (const process of [api, second]) {
      const limited = await guess(process, codeOf(secret, 1));
      expect(limited).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS" } });
      expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await post("totp/remove", { one_time_code: codeOf(secret, 1) })).body.code).toBe("TOO_MANY_ATTEMPTS");
    expect((await approve(id, { password: PASSWORD })).body.status).toBe("approved");
  });
});

describe("the count of wrong codes", () => {
  const guess = async (one_time_code: string) => (await approve(await ask(), { one_time_code })).status;
  const wrong = async (secret: string, times: number) => {
    for (let i = 0; i < times; i++) expect(await guess(codeOf(secret, 20))).toBe(401);
  };
  const right = { "a code of the app": (secret: string) => codeOf(secret, 1), "a recovery code": (_: string, codes: string[]) => codes[0] };

  test.each(Object.entries(right))("is reset by %s", async (_, code) => {
    const { secret, codes } = await enrol();
    await wrong(secret, 4);
    expect(await guess(code(secret, codes) as string)).toBe(200);
    await wrong(secret, 5);
    expect(await guess(codeOf(secret, 20))).toBe(429);
  });

  test("neither grows nor is reset by right codes that were already used", async () => {
    const { secret } = await enrol();
    const used = codeOf(secret, 1);
    expect(await guess(used)).toBe(200);
    await wrong(secret, 4);
    for (let i = 0; i < 6; i++) expect(await guess(used)).toBe(401);
    await wrong(secret, 1);
    expect(await guess(used)).toBe(429);
  });
});

test("codes follow the database's clock, not that of the process", async () => {
  const { secret } = await enrol();
  const fast = await api.startProcess({}, { now: () => Date.now() + 20 * STEP_MS });
  const decide = async (one_time_code: string) => {
    const id = await ask();
    const body = { decision: "approve", digest: (await gate.read(id)).body.digest, one_time_code };
    return (await fast.call("POST", `approvals/${id}/decision`, { token: ana.token, body })).status;
  };
  expect(await decide(codeOf(secret, 20))).toBe(401);
  expect(await decide(codeOf(secret, 1))).toBe(200);
});

describe("an authenticator app", () => {
  test("is removed only with a fresh proof, and its codes stop working", async () => {
    const { secret, codes } = await enrol();
    expect((await post("totp/remove", {})).body.code).toBe("INVALID_REQUEST");
    expect((await post("totp/remove", { password: "wrong" })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await post("totp/remove", { password: PASSWORD, one_time_code: codes[0] })).body.code).toBe("INVALID_REQUEST");
    expect((await post("totp/remove", { one_time_code: codeOf(secret, 1) })).status).toBe(204);
    expect(await status()).toEqual({ enrolled_at: null, recovery_codes_left: 0 });
    expect((await approve(await ask(), { one_time_code: codes[0] })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await post("totp/remove", { password: PASSWORD })).body.code).toBe("NOT_FOUND");
    await enrol();
    expect((await post("totp/remove", { password: PASSWORD })).status).toBe(204);
  });

  test("belongs to one membership: not to another organisation or a removed member", async () => {
    const { secret } = await enrol();
    const other = await api.createOrg("Other");
    expect(await status(other.owner)).toEqual({ enrolled_at: null, recovery_codes_left: 0 });
    expect((await post("totp/remove", { one_time_code: codeOf(secret, 1) }, other.owner)).body.code).toBe("INVALID_CREDENTIALS");
    expect((await post("totp", { password: PASSWORD }, org.agentKey)).status).toBe(403);
    const bob = await org.addMember("operator");
    await enrol(bob.token);
    expect((await api.call("DELETE", `members/${bob.userId}`, { token: org.owner })).status).toBeLessThan(300);
    const left = await api.database.inspect("SELECT 1 FROM app.totp WHERE user_id = $1", [decodeId("usr", bob.userId)]);
    expect(left).toHaveLength(0);
  });

  test("proves an emergency release", async () => {
    const admin = await org.addMember("admin");
    const { secret } = await enrol(admin.token);
    const id = await ask();
    const digest = (await gate.read(id)).body.digest;
    const released = await post(
      `approvals/${id}/break-glass`,
      { reason: "Outage.", digest, one_time_code: codeOf(secret, 1) },
      admin.token,
    );
    expect(released.body).toMatchObject({ status: "approved", emergency: { by: { id: admin.userId } } });
  });
});
