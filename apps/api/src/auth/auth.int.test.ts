import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { hashPassword } from "./hash-password.ts";

const PASSWORD = "correct horse battery staple";
const SECRET = "a secret that only the console knows";
let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi({ AL_PROXY_SECRET: SECRET });
  org = await api.createOrg();
});
afterAll(() => api.close());

let address = 0;
/** Signs in through the console's proxy, from an address of its own unless told otherwise: limits are tested on purpose only. */
const signIn = (body: object, from = `198.51.100.${++address}`) =>
  api.call("POST", "auth/sign-in", { body, headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": from } });
const session = (token: string) => api.call("GET", "auth/session", { token });

describe("signing in", () => {
  it("returns a token that is stored as SHA-256 only and lasts at most twelve hours", async () => {
    const { email, userId } = await org.addMember("operator");
    const answer = await signIn({ email: email.toUpperCase(), password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      org_id: org.orgId,
      role: "operator",
      user: { id: userId, email },
      memberships: [{ org_id: org.orgId, role: "operator" }],
    });
    expect(answer.body.token).toMatch(/^als_[A-Za-z0-9_-]{43}$/);
    const left = Date.parse(answer.body.expires_at) - Date.parse(answer.body.server_time);
    expect(left).toBeGreaterThan(11.9 * 3_600_000);
    expect(left).toBeLessThanOrEqual(12 * 3_600_000 + 1_000);
    const rows = await api.database.inspect<{ row: string; hash: string }>(
      "SELECT s::text AS row, encode(token_hash, 'hex') AS hash FROM app.session s",
    );
    expect(rows.map((row) => row.row).join()).not.toContain(answer.body.token);
    expect(rows.map((row) => row.hash)).toContain(createHash("sha256").update(answer.body.token).digest("hex"));
  });

  it("is recorded, and so is signing out, which ends the token immediately", async () => {
    const { email, userId } = await org.addMember("auditor");
    const { token } = (await signIn({ email, password: PASSWORD })).body;
    expect((await session(token)).body).toMatchObject({ user: { id: userId }, role: "auditor", org_id: org.orgId });
    const ended = await api.call("POST", "auth/sign-out", { token });
    expect(ended.status).toBe(204);
    expect((await session(token)).body).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    const { data } = (await api.call("GET", "audit/events?limit=10", { token: org.owner })).body;
    const kinds = data.filter((event: { actor: { id: string } }) => event.actor.id === userId).map((event: { kind: string }) => event.kind);
    expect(kinds.slice(0, 2)).toEqual(["session.ended", "session.started"]);
  });

  it("is refused after the person was removed from the organisation", async () => {
    const { token, userId } = await org.addMember("operator");
    expect((await session(token)).status).toBe(200);
    const [row] = await api.database.inspect<{ user_id: string }>("SELECT user_id FROM app.session ORDER BY created_at DESC LIMIT 1");
    await api.database.inspect("DELETE FROM app.member WHERE user_id = $1", [row?.user_id]);
    expect((await session(token)).status).toBe(401);
    expect(userId).toMatch(/^usr_/);
  });

  it("opens the requested organisation only", async () => {
    const other = await api.createOrg("Other");
    const { email } = await org.addMember("operator");
    expect((await signIn({ email, password: PASSWORD, org_id: org.orgId })).body.org_id).toBe(org.orgId);
    expect((await signIn({ email, password: PASSWORD, org_id: other.orgId })).body).toMatchObject({
      status: 401,
      code: "INVALID_CREDENTIALS",
    });
  });
});

describe("a wrong password", () => {
  afterEach(() => api.database.inspect("DELETE FROM app.attempt"));

  it("has the same response and time as an unknown account", async () => {
    const { email } = await org.addMember("member");
    const hash = await hashPassword(PASSWORD);
    await api.database.inspect("UPDATE app.app_user SET password_hash = $1 WHERE email = $2", [hash, email]);
    const timed = async (body: object) => {
      const startedAt = performance.now();
      const { body: problem } = await signIn(body);
      return { ms: performance.now() - startedAt, problem: { ...problem, request_id: "" } };
    };
    await timed({ email: "warm-up@example.test", password: "x" });
    const unknown = [];
    const wrong = [];
    for (let i = 0; i < 4; i++) {
      unknown.push(await timed({ email: `nobody-${i}@example.test`, password: "guess" }));
      wrong.push(await timed({ email, password: "guess" }));
    }
    expect(unknown[0]?.problem).toEqual(wrong[0]?.problem);
    expect(unknown[0]?.problem).toMatchObject({ status: 401, code: "INVALID_CREDENTIALS", retryable: false });
    const fastest = (attempts: { ms: number }[]) => Math.min(...attempts.map((attempt) => attempt.ms));
    // The work is a scrypt either way; without it an unknown account would take a few milliseconds.
    expect(fastest(unknown)).toBeGreaterThan(fastest(wrong) / 3);
  });

  const told = (answer: { headers: Headers }) => Number(answer.headers.get("retry-after"));
  /** Simulates the passing of time. */
  const pass = (seconds: number) =>
    api.database.inspect(
      "UPDATE app.attempt SET not_before = not_before - make_interval(secs => $1), resets_at = resets_at - make_interval(secs => $1)",
      [seconds],
    );

  it("does not lock the account for other addresses", async () => {
    const { email } = await org.addMember("operator");
    for (let from = 0; from < 20; from++)
      for (let i = 0; i < 2; i++) expect((await signIn({ email, password: "guess" }, `192.0.2.${from}`)).status).toBe(401);
    expect((await signIn({ email, password: PASSWORD }, "192.0.2.200")).status).toBe(200);
  });

  it("after five for one account and address delays the next attempt, longer each time", async () => {
    const { email } = await org.addMember("operator");
    const here = "203.0.113.20";
    for (let i = 0; i < 5; i++) expect((await signIn({ email, password: "guess" }, here)).status).toBe(401);
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const refused = await signIn({ email, password: PASSWORD }, here);
      expect(refused.body).toMatchObject({ status: 429, code: "TOO_MANY_ATTEMPTS", retryable: true });
      waits.push(told(refused));
      await pass(told(refused) + 1);
      if (i < 3) expect((await signIn({ email, password: "guess" }, here)).status).toBe(401);
    }
    for (const [i, seconds] of [5, 10, 20, 40].entries()) {
      expect(waits[i]).toBeLessThanOrEqual(seconds);
      expect(waits[i]).toBeGreaterThan(seconds / 2);
    }
    expect((await signIn({ email, password: PASSWORD }, here)).status).toBe(200);
  });

  it("delays at most a quarter of an hour, and is reset after an hour", async () => {
    const { email } = await org.addMember("operator");
    const here = "203.0.113.21";
    await signIn({ email, password: "guess" }, here);
    await api.database.inspect("UPDATE app.attempt SET taken = 1000000");
    await signIn({ email, password: "guess" }, here);
    const refused = await signIn({ email, password: "guess" }, here);
    expect(told(refused)).toBeGreaterThan(800);
    expect(told(refused)).toBeLessThanOrEqual(900);
    await pass(3_601);
    for (let i = 0; i < 5; i++) expect((await signIn({ email, password: "guess" }, here)).status).toBe(401);
  });

  it("counts towards a limit of ten per address for all accounts", async () => {
    for (let i = 0; i < 10; i++)
      expect((await signIn({ email: `someone-${i}@example.test`, password: "guess" }, "203.0.113.9")).status).toBe(401);
    const refused = await signIn({ email: "someone-else@example.test", password: "guess" }, "203.0.113.9");
    expect(refused.status).toBe(429);
    expect(told(refused)).toBeLessThanOrEqual(5);
    expect((await signIn({ email: "someone-else@example.test", password: "guess" }, "203.0.113.10")).status).toBe(401);
  });

  it("counts an IPv6 client by its /64", async () => {
    for (let i = 0; i < 10; i++) await signIn({ email: `six-${i}@example.test`, password: "guess" }, `2001:db8:1:2::${i + 1}`);
    expect((await signIn({ email: "six@example.test", password: "guess" }, "2001:db8:1:2:ffff::1")).status).toBe(429);
    expect((await signIn({ email: "six@example.test", password: "guess" }, "2001:db8:1:3::1")).status).toBe(401);
  });

  it("is not counted when the password is right, which resets nothing", async () => {
    const { email } = await org.addMember("operator");
    const here = "203.0.113.30";
    for (let i = 0; i < 4; i++) await signIn({ email, password: "guess" }, here);
    for (let i = 0; i < 3; i++) expect((await signIn({ email, password: PASSWORD }, here)).status).toBe(200);
    expect((await signIn({ email, password: "guess" }, here)).status).toBe(401);
    expect((await signIn({ email, password: PASSWORD }, here)).status).toBe(429);
  });

  it("is counted across processes, and neither email nor address is stored", async () => {
    const other = await api.startProcess({ AL_PROXY_SECRET: SECRET });
    const { email } = await org.addMember("operator");
    const attempt = (process: Pick<TestApi, "call">) =>
      process.call("POST", "auth/sign-in", {
        body: { email, password: "guess" },
        headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": "198.51.101.1" },
      });
    const statuses = await Promise.all(Array.from({ length: 8 }, async (_, i) => (await attempt(i % 2 ? api : other)).status));
    expect(statuses.sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const kept = JSON.stringify(await api.database.inspect("SELECT encode(bucket, 'escape') AS bucket, a::text FROM app.attempt a"));
    expect(kept).not.toMatch(/acme|198\.51/);
  });

  it("is reset only when its window has ended", async () => {
    await signIn({ email: "over@example.test", password: "guess" });
    await api.deps.database.attempts.deleteExpired();
    expect(await api.database.inspect("SELECT 1 FROM app.attempt")).toHaveLength(2);
    await api.database.inspect("UPDATE app.attempt SET resets_at = now() - interval '1 second'");
    await api.deps.database.attempts.deleteExpired();
    expect(await api.database.inspect("SELECT 1 FROM app.attempt")).toEqual([]);
  });

  it("cannot state its address without the proxy's secret", async () => {
    const process = await api.startProcess({ AL_PROXY_SECRET: SECRET });
    const attempt = (from: string, secret?: string) =>
      process.call("POST", "auth/sign-in", {
        body: { email: `forged-${from}@example.test`, password: "guess" },
        headers: { "x-al-client-ip": from, ...(secret ? { "x-al-proxy-secret": secret } : {}) },
      });
    const statuses = [];
    for (let i = 0; i < 11; i++) statuses.push((await attempt(`192.0.2.${i}`, i % 2 ? "not the secret" : undefined)).status);
    expect(statuses).toEqual([...new Array(10).fill(401), 429]);
  });

  it("is not repeated in the response", async () => {
    const { text } = await signIn({ email: "canary-mail@example.test", password: "canary-password" });
    expect(text).not.toContain("canary");
    expect((await signIn({ email: "a@b.test", password: "x", admin: true })).body).toMatchObject({
      status: 422,
      errors: [{ path: "admin" }],
    });
  });
});

describe("a session token", () => {
  it("is refused when it is malformed, idle for too long or expired", async () => {
    const { token } = await org.addMember("operator");
    for (const wrong of [`${token.slice(0, -1)}!`, `als_${"A".repeat(43)}`, token.slice(0, -1)])
      expect((await session(wrong)).status).toBe(401);
    const hash = createHash("sha256").update(token).digest();
    await api.database.inspect("UPDATE app.session SET last_seen_at = now() - interval '31 minutes' WHERE token_hash = $1", [hash]);
    expect((await session(token)).status).toBe(401);
    await api.database.inspect(
      "UPDATE app.session SET last_seen_at = now(), expires_at = now() - interval '1 second' WHERE token_hash = $1",
      [hash],
    );
    expect((await session(token)).status).toBe(401);
  });

  it("exists for people only: keys have no session", async () => {
    expect((await session(org.agentKey)).status).toBe(403);
    expect((await session(org.orgKey)).status).toBe(403);
  });
});

describe("health", () => {
  it.each(["/health", "/api/v1/health", "/ready", "/api/v1/ready"])("%s responds without a credential", async (path) => {
    expect((await api.call("GET", path)).status).toBe(200);
  });

  it("reports alive but not ready while stopping", async () => {
    const process = await api.startProcess();
    await process.close();
    expect((await process.call("GET", "/health")).status).toBe(200);
    expect((await process.call("GET", "/ready")).body).toMatchObject({ status: 503, code: "SHUTTING_DOWN" });
  });
});

describe("the session", () => {
  it("names the event after which a stream continues from this answer", async () => {
    const org = await api.createOrg("Continued");
    const { body } = await session(org.owner);
    const { size } = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
    expect(body.last_event_id).toBe(String(size - 1));
    await api.call("POST", "agents", { token: org.owner, body: { name: "later", capabilities: ["*"] } });
    expect(Number((await session(org.owner)).body.last_event_id)).toBeGreaterThan(Number(body.last_event_id));
  });
});
