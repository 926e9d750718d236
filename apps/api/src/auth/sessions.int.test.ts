import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const PASSWORD = "correct horse battery staple";
const SECRET = "a secret that only the console knows";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi({ AL_PROXY_SECRET: SECRET, AL_SIGN_UP: "open" });
  org = await api.createOrg();
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const signIn = (email: string, password = PASSWORD, more: object = {}) =>
  api.call("POST", "auth/sign-in", {
    body: { email, password, ...more },
    headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": "203.0.113.77", "user-agent": FIREFOX },
  });
const status = async (token: string) => (await api.call("GET", "auth/session", { token })).status;
const entries = async (kind: string) =>
  (await api.call("GET", `audit/events?kind=${kind}&limit=200`, { token: org.owner })).body.data as {
    kind: string;
    actor: { id: string };
    subject: { id: string };
  }[];

describe("my sessions", () => {
  it("are listed with a network and a browser, never a full address", async () => {
    const { email, token } = await org.addMember("member");
    await signIn(email);
    const { body, text } = await api.call("GET", "auth/sessions", { token });
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
    expect(body.data).toHaveLength(2);
    expect(body.data[0]).toMatchObject({
      current: false,
      address: "203.0.113.0/24",
      user_agent: "Firefox 128 on Linux",
      org_id: org.orgId,
      org_name: "Acme",
    });
    expect(body.data[1]).toMatchObject({ current: true });
    expect(text).not.toContain("203.0.113.77");
    expect(JSON.stringify(await api.database.inspect("SELECT s::text FROM app.session s"))).not.toContain("203.0.113.77");
  });

  it("end one by one, each with an entry, and only the person's own", async () => {
    const me = await org.addMember("member");
    const other = await org.addMember("member");
    const phone = (await signIn(me.email)).body.token;
    const [theirs] = (await api.call("GET", "auth/sessions", { token: other.token })).body.data;
    expect((await api.call("DELETE", `sessions/${theirs.id}`, { token: me.token })).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    const mine = (await api.call("GET", "auth/sessions", { token: me.token })).body.data.find((one: { current: boolean }) => !one.current);
    expect((await api.call("DELETE", `sessions/${mine.id}`, { token: me.token })).status).toBe(204);
    expect([await status(phone), await status(me.token), await status(other.token)]).toEqual([401, 200, 200]);
    expect((await api.call("DELETE", `sessions/${mine.id}`, { token: me.token })).status).toBe(404);
    expect((await entries("session.ended"))[0]).toMatchObject({ actor: { id: me.userId }, subject: { id: mine.id } });
    for (const id of ["nonsense", "ses_01h455vb4pex5vsknk084sn02q", me.userId])
      expect((await api.call("DELETE", `sessions/${id}`, { token: me.token })).status).toBe(404);
  });

  it("end together except the current one", async () => {
    const { email, token } = await org.addMember("operator");
    const others = [(await signIn(email)).body.token, (await signIn(email)).body.token];
    expect((await api.call("DELETE", "sessions", { token })).body).toEqual({ ended: 2 });
    expect(await Promise.all([token, ...others].map(status))).toEqual([200, 401, 401]);
    expect((await api.call("DELETE", "sessions", { token })).body).toEqual({ ended: 0 });
  });
});

describe("changing my password", () => {
  const change = (token: string, current_password: string, new_password: string) =>
    api.call("POST", "auth/password", { token, body: { current_password, new_password } });

  it("ends every other session, also in other organisations, and the old password", async () => {
    const other = await api.createOrg("Elsewhere");
    const { email, token, userId } = await org.addMember("operator");
    const link = (await api.call("POST", "invitations", { token: other.owner, body: { email, role: "auditor" } })).body;
    const elsewhere = (await api.call("POST", "invitations/accept", { token, body: { token: link.token } })).body.token;
    const phone = (await signIn(email)).body.token;
    const answer = await change(token, PASSWORD, "three small boats at noon");
    expect(answer.body).toEqual({ ended: 2 });
    expect(await Promise.all([token, phone, elsewhere].map(status))).toEqual([200, 401, 401]);
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, "three small boats at noon")).status).toBe(200);
    expect((await entries("member.changed"))[0]).toMatchObject({ actor: { id: userId }, subject: { id: userId } });
  });

  it("requires the current password, counts as a guess, and refuses a weak one", async () => {
    const { email, token } = await org.addMember("operator");
    expect((await change(token, "guess", "three small boats at noon")).body).toMatchObject({ status: 401, code: "INVALID_CREDENTIALS" });
    expect((await change(token, PASSWORD, "short")).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await change(token, PASSWORD, `${email}!`)).body).toMatchObject({ status: 422, code: "PASSWORD_WEAK" });
    for (let i = 0; i < 4; i++) await change(token, "guess", "three small boats at noon");
    expect((await change(token, PASSWORD, "three small boats at noon")).body).toMatchObject({ status: 429, code: "TOO_MANY_ATTEMPTS" });
    expect(await status(token)).toBe(200);
  });

  it("ends a session that starts concurrently with the old password", async () => {
    const { email, token } = await org.addMember("operator");
    const racing = Array.from({ length: 4 }, () => signIn(email));
    const [changed, ...started] = await Promise.all([change(token, PASSWORD, "three small boats at noon"), ...racing]);
    expect(changed?.body).toMatchObject({ ended: expect.any(Number) });
    const tokens = started.filter((answer) => answer.status === 200).map((answer) => answer.body.token as string);
    expect(await Promise.all(tokens.map(status))).toEqual(tokens.map(() => 401));
  });
});

describe("switching", () => {
  it("opens another organisation of the person and does not extend the session", async () => {
    const other = await api.createOrg("Elsewhere");
    const { email, token, userId } = await org.addMember("operator");
    const link = (await api.call("POST", "invitations", { token: other.owner, body: { email, role: "auditor" } })).body;
    await api.call("POST", "invitations/accept", { token, body: { token: link.token } });
    await api.database.inspect("UPDATE app.session SET expires_at = now() + interval '1 hour' WHERE ended_at IS NULL");
    expect((await api.call("GET", "orgs", { token })).body.data.map((one: { org_name: string }) => one.org_name)).toEqual([
      "Acme",
      "Elsewhere",
    ]);
    const answer = await api.call("POST", "auth/switch", { token, body: { org_id: other.orgId } });
    expect(answer.body).toMatchObject({ org_id: other.orgId, role: "auditor", user: { id: userId } });
    expect(Date.parse(answer.body.expires_at)).toBeLessThanOrEqual(Date.now() + 3_600_000 + 1_000);
    expect((await api.call("GET", "org", { token: answer.body.token })).body).toMatchObject({
      id: other.orgId,
      name: "Elsewhere",
      sample: false,
    });
    expect(await status(token)).toBe(200);
  });

  it("refuses other organisations", async () => {
    const other = await api.createOrg("Not mine");
    const answer = await api.call("POST", "auth/switch", { token: org.owner, body: { org_id: other.orgId } });
    expect(answer.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

describe("signing up", () => {
  let address = 0;
  const signUp = (body: object, process: Pick<TestApi, "call"> = api, from = `192.0.2.${++address}`) =>
    process.call("POST", "auth/sign-up", { body, headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": from } });
  const ada = { organisation: "Boats & Söhne", name: "Ada Low", email: "Ada@Boats.test", password: "three small boats at noon" };

  it("creates an organisation with its log and an owner who can sign in", async () => {
    const answer = await signUp(ada);
    expect([answer.status, answer.body]).toEqual([202, { status: "accepted" }]);
    const { token, role, memberships } = (await signIn("ada@boats.test", ada.password)).body;
    expect({ role, memberships: memberships.length, name: memberships[0].org_name }).toEqual({
      role: "owner",
      memberships: 1,
      name: "Boats & Söhne",
    });
    expect((await api.call("GET", "audit/verify", { token })).body).toMatchObject({ chain_valid: true });
    const { data } = (await api.call("GET", "audit/events", { token })).body;
    expect(data.at(-1)).toMatchObject({ seq: 0, kind: "org.created" });
    expect((await api.call("POST", "agents", { token, body: { name: "bot", capabilities: ["*"] } })).status).toBe(201);
  });

  it("has the same response and time for a new email, a known one and a wrong password", async () => {
    const { email } = await org.addMember("operator");
    const timed = async (body: object) => {
      const startedAt = performance.now();
      const { status, body: answered } = await signUp(body);
      return { status, answered, ms: performance.now() - startedAt };
    };
    const fresh = await timed({ ...ada, email: "new@boats.test" });
    const known = await timed({ ...ada, email });
    const proved = await timed({ ...ada, organisation: "Second", email, password: PASSWORD });
    expect([fresh.status, known.status, proved.status]).toEqual([202, 202, 202]);
    expect(fresh.answered).toEqual(known.answered);
    for (const { ms } of [fresh, known, proved]) expect(ms).toBeGreaterThan(740);
    expect((await signIn(email)).body.memberships.map((one: { org_name: string }) => one.org_name)).toEqual(["Acme", "Second"]);
    expect((await signIn(email, ada.password)).status).toBe(401);
  });

  it("creates one organisation for concurrent requests", async () => {
    const eve = { ...ada, email: "eve@boats.test", organisation: "Once" };
    expect((await Promise.all([signUp(eve), signUp(eve), signUp(eve)])).map((answer) => answer.status)).toEqual([202, 202, 202]);
    expect((await signIn(eve.email, eve.password)).body.memberships.length).toBeGreaterThanOrEqual(1);
    const people = await api.database.inspect("SELECT 1 FROM app.app_user WHERE email = 'eve@boats.test'");
    expect(people).toHaveLength(1);
  });

  it.each([
    ["a weak password", { password: "boats & söhne" }, "PASSWORD_WEAK"],
    ["a short password", { password: "short" }, "INVALID_REQUEST"],
    ["no email", { email: "ada" }, "INVALID_REQUEST"],
    ["two emails", { email: "a@b.test,c@d.test" }, "INVALID_REQUEST"],
    ["a header in an email", { email: "a@b.test\nBcc: c@d.test" }, "INVALID_REQUEST"],
    ["markup in a name", { name: "<script>alert(1)</script>" }, "INVALID_REQUEST"],
    ["a bidi override in a name", { name: "evil\u202egnp.exe" }, "INVALID_REQUEST"],
    ["a link in an organisation's name", { organisation: "Win at https://evil.test" }, "INVALID_REQUEST"],
    ["an empty name", { organisation: " \t " }, "INVALID_REQUEST"],
    ["another field", { role: "owner" }, "INVALID_REQUEST"],
  ])("refuses %s", async (_, change, code) => {
    expect((await signUp({ ...ada, ...change })).body).toMatchObject({ status: 422, code });
  });

  it("is limited per address and per email", async () => {
    const closed = { ...ada, email: "flood@boats.test" };
    for (let i = 0; i < 5; i++)
      await api.deps.database.attempts.take("sign-up/account/flood@boats.test", { limit: 5, windowSeconds: 3_600 });
    expect((await signUp(closed)).body).toMatchObject({ status: 429, code: "TOO_MANY_ATTEMPTS" });
    for (let i = 0; i < 10; i++) await api.deps.database.attempts.take("sign-up/address/192.0.2.250", { limit: 10, windowSeconds: 3_600 });
    expect((await signUp({ ...ada, email: "x@boats.test" }, api, "192.0.2.250")).status).toBe(429);
  });

  it("is closed unless it is enabled", async () => {
    const closed = await api.startProcess({ AL_SIGN_UP: "closed" });
    expect((await closed.call("GET", "auth/options")).body).toEqual({ sign_up: "closed", password_min: 12 });
    expect((await api.call("GET", "auth/options")).body).toEqual({ sign_up: "open", password_min: 12 });
    expect((await signUp({ ...ada, email: "late@boats.test" }, closed)).body).toMatchObject({ status: 403, code: "SIGN_UP_CLOSED" });
  });
});
