import { createHash } from "node:crypto";
import { type MailServer, startMailServer } from "@agentlattice/test-kit/mail-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const PASSWORD = "correct horse battery staple";
const SECRET = "a secret that only the console knows";
const CONSOLE = "https://console.acme.test";
let api: TestApi;
let org: TestOrg;
let n = 0;

beforeAll(async () => {
  api = await startTestApi({ AL_PROXY_SECRET: SECRET, AL_CONSOLE_URL: CONSOLE });
  org = await api.createOrg();
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const guest = () => `guest-${++n}@new.test`;
const invite = async (email = guest(), role = "operator", token = org.owner) =>
  (await api.call("POST", "invitations", { token, body: { email, role } })).body;
const accept = (token: string, more: object = {}, session?: string, from = `198.51.100.${++n % 250}`) =>
  api.call("POST", "invitations/accept", {
    body: { token, ...more },
    ...(session ? { token: session } : {}),
    headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": from },
  });
const read = (token: string) => api.call("POST", "invitations/read", { body: { token } });

describe("an invitation", () => {
  it("is a random link that is shown once, stored as a hash, and never in a query", async () => {
    const email = `Priya.${++n}@New.test`;
    const made = await invite(email, "auditor");
    expect(made).toMatchObject({
      email: email.toLowerCase(),
      role: "auditor",
      status: "open",
      mail: "off",
      invited_by: { name: "Olive Owner" },
    });
    expect(made.token).toMatch(/^ali_[A-Za-z0-9_-]{43}$/);
    expect(made.link).toBe(`${CONSOLE}/invite#${made.token}`);
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(7 * 24 * 3_600_000);
    const listed = await api.call("GET", "invitations", { token: org.owner });
    expect(listed.body.data[0]).toMatchObject({ id: made.id, email: email.toLowerCase() });
    expect(listed.text).not.toContain("ali_");
    const rows = await api.database.inspect<{ row: string; hash: string }>(
      "SELECT i::text AS row, encode(token_hash, 'hex') AS hash FROM app.invitation i",
    );
    expect(rows.map((row) => row.row).join()).not.toContain(made.token);
    expect(rows.map((row) => row.hash)).toContain(createHash("sha256").update(made.token).digest("hex"));
    expect((await read(made.token)).body).toEqual({
      org_name: "Acme",
      email: email.toLowerCase(),
      role: "auditor",
      expires_at: made.expires_at,
    });
  });

  it("makes a new person a member with their own password, once", async () => {
    const made = await invite();
    const answer = await accept(made.token, { name: "Nora  Neu", password: PASSWORD });
    expect(answer.body).toMatchObject({ org_id: org.orgId, role: "operator", user: { email: made.email, name: "Nora Neu" } });
    expect((await api.call("GET", "auth/session", { token: answer.body.token })).status).toBe(200);
    expect((await api.call("POST", "auth/sign-in", { body: { email: made.email, password: PASSWORD } })).status).toBe(200);
    for (const again of [await accept(made.token, { password: PASSWORD }), await read(made.token)])
      expect(again.body).toMatchObject({ status: 410, code: "INVITATION_INVALID", detail: expect.stringMatching(/was used/) });
    expect((await api.call("GET", "invitations", { token: org.owner })).text).not.toContain(made.email);
    const { data } = (await api.call("GET", "audit/events?limit=6", { token: org.owner })).body;
    const mine = data.filter((entry: { actor: { id: string } }) => entry.actor.id === answer.body.user.id);
    expect(mine.map((entry: { kind: string }) => entry.kind).slice(-3)).toEqual([
      "session.started",
      "member.changed",
      "invitation.changed",
    ]);
  });

  it("makes a person with an account a member after the password check, and keeps the password", async () => {
    const other = await api.createOrg("Other");
    const { email, userId } = await other.addMember("member");
    const made = await invite(email, "admin");
    expect((await accept(made.token, { name: "Mallory", password: "not their password" })).body).toMatchObject({
      status: 401,
      code: "INVALID_CREDENTIALS",
    });
    const answer = await accept(made.token, { name: "Mallory", password: PASSWORD });
    expect(answer.body).toMatchObject({ role: "admin", user: { id: userId, name: "Pat member" } });
    expect(answer.body.memberships).toHaveLength(2);
  });

  it("is accepted only with the session of the invited person", async () => {
    const other = await api.createOrg("Other");
    const { email, token } = await other.addMember("member");
    const stranger = await other.addMember("member");
    const made = await invite(email);
    for (const wrong of [stranger.token, other.owner, other.agentKey])
      expect((await accept(made.token, {}, wrong)).body).toMatchObject({ status: 403, code: "INVITATION_NOT_YOURS" });
    expect((await accept(made.token, {}, "als_nonsense")).status).toBe(401);
    expect((await accept(made.token)).body).toMatchObject({ status: 422, errors: [{ path: "password" }] });
    expect((await accept(made.token, {}, token)).body).toMatchObject({ org_id: org.orgId, role: "operator" });
  });

  it("creates one member for concurrent requests", async () => {
    for (let round = 0; round < 3; round++) {
      const made = await invite();
      const process = await api.startProcess({ AL_PROXY_SECRET: SECRET });
      const at = (call: TestApi["call"]) =>
        call("POST", "invitations/accept", {
          body: { token: made.token, name: "Nora", password: PASSWORD },
          headers: { "x-al-proxy-secret": SECRET, "x-al-client-ip": `192.0.2.${++n % 250}` },
        });
      const answers = await Promise.all([at(api.call), at(process.call), at(api.call)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410, 410]);
      const rows = await api.database.inspect("SELECT 1 FROM app.member JOIN app.app_user USING (user_id) WHERE email = $1", [made.email]);
      expect(rows).toHaveLength(1);
    }
  });

  it("is refused when it is expired, withdrawn, replaced or unknown", async () => {
    const over = await invite();
    await api.database.inspect("UPDATE app.invitation SET expires_at = now() - interval '1 second' WHERE email = $1", [over.email]);
    const withdrawn = await invite();
    expect((await api.call("DELETE", `invitations/${withdrawn.id}`, { token: org.owner })).status).toBe(204);
    const replaced = await invite();
    const fresh = (await api.call("POST", `invitations/${replaced.id}/resend`, { token: org.owner })).body;
    const answers = [over.token, withdrawn.token, replaced.token, `ali_${"A".repeat(43)}`].map((token) =>
      accept(token, { password: PASSWORD }),
    );
    const refused = (await Promise.all(answers)).map(({ body }) => body);
    for (const body of refused) expect(body).toMatchObject({ status: 410, code: "INVITATION_INVALID" });
    const whys = [/too old/, /was withdrawn/, /no such invitation, or a newer link/, /no such invitation, or a newer link/];
    for (const [index, why] of whys.entries()) expect(refused[index].detail).toMatch(why);
    expect(fresh).toMatchObject({ id: replaced.id, email: replaced.email });
    expect(fresh.token).not.toBe(replaced.token);
    expect((await accept(fresh.token, { password: PASSWORD })).status).toBe(200);
    for (const [method, path] of [
      ["DELETE", `invitations/${withdrawn.id}`],
      ["POST", `invitations/${replaced.id}/resend`],
      ["DELETE", "invitations/nonsense"],
    ] as const)
      expect((await api.call(method, path, { token: org.owner })).body).toMatchObject({ status: 404 });
  });

  it("is unique per email; an expired one is replaced", async () => {
    const email = guest();
    const first = await invite(email);
    expect(await invite(email.toUpperCase())).toMatchObject({ status: 409, code: "ALREADY_INVITED" });
    await api.database.inspect("UPDATE app.invitation SET expires_at = now() - interval '1 second' WHERE email = $1", [email]);
    expect((await invite(email)).id).not.toBe(first.id);
    const { email: member } = await org.addMember("member");
    expect(await invite(member)).toMatchObject({ status: 409, code: "ALREADY_MEMBER" });
  });

  it("with an Idempotency-Key is created once and returns the same link", async () => {
    const email = guest();
    const send = () =>
      api.call("POST", "invitations", { token: org.owner, body: { email, role: "member" }, headers: { "idempotency-key": email } });
    const [one, two] = [await send(), await send()];
    expect(two.text).toBe(one.text);
    expect(two.headers.get("idempotency-replayed")).toBe("true");
  });

  it("ends with its organisation", async () => {
    const gone = await api.createOrg("Gone");
    const made = await invite(guest(), "member", gone.owner);
    expect((await api.call("DELETE", "org", { token: gone.owner, body: { name: "Gone", password: PASSWORD } })).status).toBe(204);
    expect((await accept(made.token, { password: PASSWORD })).body).toMatchObject({ status: 410, code: "INVITATION_INVALID" });
  });
});

describe("an invitation does not reveal whether its email has an account", () => {
  it("by its responses before the password check, nor by their time", async () => {
    const other = await api.createOrg("Other");
    const { email: known } = await other.addMember("member");
    const [one, two] = [await invite(known), await invite()];
    const shape = ({ body }: Awaited<ReturnType<typeof accept>>) => ({ ...body, request_id: "", email: "", expires_at: "" });
    for (const attempt of [{}, { password: "short" }, { name: "No Password" }, { password: "aaaaaaaaaaaaaaa" }])
      expect(shape(await accept(one.token, attempt))).toEqual(shape(await accept(two.token, attempt)));
    expect(Object.keys((await read(one.token)).body)).toEqual(Object.keys((await read(two.token)).body));
    expect(one.mail).toBe(two.mail);
    const timed = async (token: string, password: string) => {
      const startedAt = performance.now();
      await accept(token, { password });
      return performance.now() - startedAt;
    };
    // A scrypt either way.
    const wrong = await timed(one.token, "not their password");
    expect(await timed(two.token, PASSWORD)).toBeGreaterThan(wrong / 4);
  });

  it("and guesses are limited per account and address", async () => {
    const other = await api.createOrg("Other");
    const { email } = await other.addMember("member");
    const made = await invite(email);
    const here = "203.0.113.77";
    const guess = () => accept(made.token, { password: "not their password" }, undefined, here);
    for (let i = 0; i < 5; i++) expect((await guess()).status).toBe(401);
    expect((await guess()).body).toMatchObject({ status: 429, code: "TOO_MANY_ATTEMPTS" });
    expect((await accept(made.token, { password: PASSWORD })).status).toBe(200);
  });
});

describe("hostile input", () => {
  it.each([
    "a@b.test\r\nBcc: victim@c.test",
    "a@b.test, c@d.test",
    "<a@b.test>",
    '"a b"@c.test',
    "a@b@c.test",
    "a@b.test;c@d.test",
    "group:a@b.test;",
    "@",
    "",
  ])("%j is not a valid email", async (email) => {
    expect(await invite(email)).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it.each(["<b>Eve</b>", "Eve\u0000", "Eve\u202eevE", "  ", "x".repeat(81), "https://evil.test"])(
    "%j is not a valid name",
    async (name) => {
      const made = await invite();
      expect((await accept(made.token, { name, password: PASSWORD })).body).toMatchObject({ status: 422, errors: [{ path: "name" }] });
    },
  );

  it("accepts unusual but valid names unchanged", async () => {
    const made = await invite();
    const { body } = await accept(made.token, { name: "O'Brien-Ñandú =SUM(A1)", password: PASSWORD });
    expect(body.user.name).toBe("O'Brien-Ñandú =SUM(A1)");
  });
});

describe("email", () => {
  const REFUSAL = { code: 450, stage: "data" } as const;
  let mailServer: MailServer;
  let mailing: Awaited<ReturnType<TestApi["startProcess"]>>;

  beforeAll(async () => {
    mailServer = await startMailServer();
    mailing = await api.startProcess({
      AL_CONSOLE_URL: CONSOLE,
      SMTP_URL: mailServer.url,
      SMTP_FROM: "AgentLattice <al@acme.test>",
    });
  });
  beforeEach(() => void mailServer.refusals.splice(0));
  afterAll(() => mailServer.close());

  const mailOf = async (id: string) =>
    (await api.call("GET", "invitations?limit=200", { token: org.owner })).body.data.find((one: { id: string }) => one.id === id)?.mail;
  const hurry = () => api.database.inspect("UPDATE app.invitation SET mail_due_at = now() WHERE mail_due_at IS NOT NULL");

  it("contains the link, and is retried after a failure, which does not affect the invitation", async () => {
    mailServer.refusals.push(REFUSAL, REFUSAL);
    const email = guest();
    const { body: made } = await mailing.call("POST", "invitations", { token: org.owner, body: { email, role: "operator" } });
    expect(made).toMatchObject({ mail: "waiting", link: expect.stringContaining("/invite#ali_") });
    const attempts = async () =>
      Number((await api.database.inspect<{ n: number }>("SELECT mail_attempts AS n FROM app.invitation WHERE email = $1", [email]))[0]?.n);
    await vi.waitFor(async () => expect(await attempts()).toBe(1), 10_000);
    expect(await mailOf(made.id)).toBe("waiting");
    mailServer.refusals.splice(0);
    await hurry();
    await vi.waitFor(async () => expect(await mailOf(made.id)).toBe("sent"), 10_000);
    const [mail] = mailServer.mails.filter((one) => one.to.includes(email));
    expect(mail).toMatchObject({ from: "al@acme.test", to: [email] });
    expect(mail?.text).toContain(made.link);
    expect(mail?.text).toMatch(/^Subject: You are invited to Acme on AgentLattice\r$/m);
    expect(await api.database.inspect("SELECT 1 FROM app.invitation WHERE mail_token IS NOT NULL AND email = $1", [email])).toEqual([]);
    expect((await accept(made.token, { password: PASSWORD })).status).toBe(200);
  });

  it("is sent once by any number of processes, and again for a new link", async () => {
    const second = await api.startProcess({
      AL_CONSOLE_URL: CONSOLE,
      SMTP_URL: mailing.deps.env.SMTP_URL,
      SMTP_FROM: "AgentLattice <al@acme.test>",
    });
    const { body: made } = await mailing.call("POST", "invitations", { token: org.owner, body: { email: guest(), role: "member" } });
    await vi.waitFor(async () => expect(await mailOf(made.id)).toBe("sent"), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(mailServer.mails.filter((mail) => mail.to.includes(made.email))).toHaveLength(1);
    const { body: again } = await second.call("POST", `invitations/${made.id}/resend`, { token: org.owner });
    await vi.waitFor(() => expect(mailServer.mails.filter((mail) => mail.text.includes(again.token))).toHaveLength(1), 10_000);
  });

  it("contains names of people and organisations as plain text, with one header and one body", async () => {
    const named = await api.createOrg("Évil & Söhne, Inc. =?utf-8?q?x?=");
    const { body: made } = await mailing.call("POST", "invitations", { token: named.owner, body: { email: guest(), role: "member" } });
    await vi.waitFor(() => expect(mailServer.mails.some((mail) => mail.to.includes(made.email))).toBe(true), 10_000);
    const text = mailServer.mails.find((mail) => mail.to.includes(made.email))?.text ?? "";
    expect(text.match(/^(To|Cc|Bcc|Subject|Content-Type):/gim)?.sort()).toEqual(["Content-Type:", "Subject:", "To:"]);
    expect(text).toMatch(/^Content-Type: text\/plain/m);
  });

  it("is given up after a while, and the invitation stays valid", async () => {
    mailServer.refusals.push(...Array.from({ length: 8 }, () => REFUSAL));
    const { body: made } = await mailing.call("POST", "invitations", { token: org.owner, body: { email: guest(), role: "member" } });
    await api.database.inspect("UPDATE app.invitation SET mail_attempts = 7, mail_due_at = now() WHERE email = $1", [made.email]);
    await vi.waitFor(async () => expect(await mailOf(made.id)).toBe("failed"), 10_000);
    expect((await read(made.token)).status).toBe(200);
  });
});
