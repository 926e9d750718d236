import { decodeId } from "@agentlattice/core";
import { type MailServer, startMailServer } from "@agentlattice/test-kit/mail-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { advanceDue } from "../../testing/advance-due.ts";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";
import { changeMembers, TWO_DAYS_AGO } from "../../testing/change-members.ts";
import { type Gate, gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 9_000 };
type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let api: TestApi;
let server: MailServer;
let org: TestOrg;
let gate: Gate;
let ana: Person;

beforeAll(async () => {
  server = await startMailServer();
  api = await startTestApi({ SMTP_URL: server.url, SMTP_FROM: "AgentLattice <al@acme.test>", AL_CONSOLE_URL: "https://console.acme.test" });
  // Two processes share the outbox.
  await api.startProcess();
});
afterAll(async () => {
  await api.close();
  await server.close();
});
beforeEach(async () => {
  server.mails.length = 0;
  server.refusals.length = 0;
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
});

const mailsTo = (person: Person | string) =>
  server.mails.filter(({ to }) => to.includes(typeof person === "string" ? person : person.email));
const received = (person: Person | string, count: number) => vi.waitFor(() => expect(mailsTo(person)).toHaveLength(count), SOON);
const publish = (approval: object, more: object = {}) =>
  org.publish(policy("release-rule", { effect: "approve", match: { actions: ["pr.*"] }, approval }, more));
const ask = (metadata: object = {}) => gate.request({ action_type: "pr.merge", metadata });
const prefer = (person: Person, body: object) => api.call("PATCH", "notifications", { token: person.token, body });
const rows = (approvalId: string) =>
  api.database.inspect<{ status: string; attempts: number; held: boolean; outcomes: string[]; codes: number[] }>(
    `SELECT d.status, d.attempts, d.held, array_agg(l.outcome ORDER BY l.n) AS outcomes, array_agg(l.status_code ORDER BY l.n) AS codes
     FROM app.delivery d LEFT JOIN app.delivery_attempt l USING (org_id, delivery_id)
     WHERE d.channel = 'email' AND d.message_id = (SELECT event_id FROM app.approval ORDER BY requested_at DESC LIMIT 1) AND $1 <> ''
     GROUP BY d.org_id, d.delivery_id`,
    [approvalId],
  );
const hurry = () => api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");
/** Waits until messages for all ledger entries are queued and all due messages are sent. */
const quiet = () =>
  vi.waitFor(async () => {
    const [row] = await api.database.inspect<{ open: number }>(
      `SELECT (SELECT count(*) FROM app.ledger_head h LEFT JOIN app.channel_cursor c USING (org_id) WHERE c.next_seq IS DISTINCT FROM h.size)
        + (SELECT count(*) FROM app.delivery WHERE due_at <= now() + interval '70 seconds' AND NOT held) AS open`,
    );
    expect(Number(row?.open)).toBe(0);
  }, SOON);

describe("an email about a request", () => {
  it("reaches the people who may decide, as text and HTML with the link to the console", async () => {
    await publish({ approvers: ["role:operator"], summary: "merge {n}" });
    const id = await ask({ n: 7 });
    await received(ana, 1);
    await quiet();
    expect(server.mails).toHaveLength(1);
    const { text } = mailsTo(ana)[0] as { text: string };
    expect(text).toMatch(/^Subject: \[Acme\] Approval needed: release-rule, prod/m);
    expect(text).toMatch(/^Message-ID:\s+<msg_[0-9a-z]{26}\.usr_[0-9a-z]{26}@console\.acme\.test>/m);
    expect(text).toContain("multipart/alternative");
    expect(text.split(`https://console.acme.test/approvals/${id}`)).toHaveLength(3);
    expect(text.split("merge 7")).toHaveLength(3);
    expect(await rows(id)).toMatchObject([{ status: "delivered", attempts: 1, outcomes: ["OK"] }]);
  });

  it("escapes text of the agent, and never contains it in the subject", async () => {
    await publish({ approvers: ["role:operator"], summary: "{title}" });
    const title = '<img src=x onerror=alert(1)>\u202e"&amp; https://evil.test www.evil.test';
    await ask({ title, target: "</td><script>" });
    await received(ana, 1);
    const { text } = mailsTo(ana)[0] as { text: string };
    const [, html = ""] = text.split("text/html");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;[U+202E]&quot;&amp;amp; https[:]//evil.test www[.]evil.test");
    expect(html).toContain("&lt;/td&gt;&lt;script&gt;");
    expect(html).not.toMatch(/<img|<script|https:\/\/evil/);
    const subject = /^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1] ?? "";
    expect(subject).not.toMatch(/img|evil|pr\.merge/);
  });

  it("reaches the next stage when it begins, groups, and people who joined by escalation", async () => {
    const [bob, cyd] = [await org.addMember("admin"), await org.addMember("admin")];
    await api.call("POST", "groups", { token: org.owner, body: { name: "release", members: [bob.userId] } });
    await api.call("POST", "groups", { token: org.owner, body: { name: "oncall", members: [cyd.userId] } });
    await publish({
      stages: [{ approvers: ["role:operator"] }, { approvers: ["group:release"], sla: "1h", fallback: ["group:oncall"] }],
    });
    const id = await ask();
    await received(ana, 1);
    await gate.decide(id, "approve", { token: ana.token });
    await received(bob, 1);
    expect((await api.call("POST", `approvals/${id}/escalate`, { token: bob.token, body: {} })).status).toBe(200);
    await received(cyd, 1);
    await quiet();
    expect(server.mails).toHaveLength(3);
    const subjectOf = (person: Parameters<typeof mailsTo>[0]) => /^Subject: (.*)/m.exec(mailsTo(person)[0]?.text ?? "")?.[1];
    expect([subjectOf(bob), subjectOf(cyd)]).toEqual([
      expect.stringMatching(/^\[Acme\] Approval needed: /),
      expect.stringMatching(/^\[Acme\] Approval escalated: /),
    ]);
  });

  it("reaches the substitute of an approver", async () => {
    const bob = await org.addMember("admin");
    await publish({ approvers: [`user:${ana.email}`] });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const handed = await api.call("POST", "handovers", { token: ana.token, body: { to: bob.userId, until } });
    expect(handed.status).toBeLessThan(300);
    await ask();
    await received(bob, 1);
  });

  it("is not sent after the request ended, to a removed member, or to a person who lost the role", async () => {
    const [bob, cyd] = [await org.addMember("operator"), await org.addMember("operator")];
    await publish({ approvers: ["role:operator"] });
    for (const person of [ana, bob, cyd]) await prefer(person, { digest_minutes: 240 });
    const id = await ask();
    await vi.waitFor(async () => expect(await rows(id)).toHaveLength(3), SOON);
    await api.call("DELETE", `members/${bob.userId}`, { token: org.owner });
    await api.call("PATCH", `members/${cyd.userId}`, { token: org.owner, body: { role: "auditor" } });
    await gate.decide(id, "deny", { token: ana.token });
    await hurry();
    await vi.waitFor(
      async () => expect(await rows(id)).toMatchObject(Array(2).fill({ status: "dropped", outcomes: ["NOT_NEEDED"] })),
      SOON,
    );
    expect(server.mails).toEqual([]);
    // The link of an earlier email shows nothing to a removed member.
    expect((await api.call("GET", `approvals/${id}`, { token: bob.token })).body).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  });

  it("is retried with the same Message-ID when the server fails, and not when the address is refused", async () => {
    await publish({ approvers: ["role:operator"] });
    server.refusals.push({ code: 451, stage: "data" });
    const id = await ask();
    await vi.waitFor(
      async () => expect(await rows(id)).toMatchObject([{ status: "pending", outcomes: ["MAIL_REFUSED"], codes: [451] }]),
      SOON,
    );
    await hurry();
    await received(ana, 1);
    await vi.waitFor(async () => expect(await rows(id)).toMatchObject([{ status: "delivered", attempts: 2 }]), SOON);
    server.refusals.push({ code: 550, stage: "recipient" });
    const other = await ask();
    await vi.waitFor(async () => expect(await rows(other)).toMatchObject([{ status: "failed", attempts: 1, codes: [550] }]), SOON);
  });
});

describe("the settings of a person", () => {
  it("select every channel immediately by default", async () => {
    const read = await api.call("GET", "notifications", { token: ana.token });
    expect(read.body).toEqual({
      channels: ["email", "slack", "push"],
      topics: ["anomalies", "budgets", "halts"],
      digest_minutes: null,
      quiet_hours: null,
      available: ["email"],
      zone: "UTC",
    });
    const quiet_hours = { from: "22:00", until: "07:30", zone: "Europe/Berlin" };
    const changed = await prefer(ana, { channels: ["email"], digest_minutes: 60, quiet_hours });
    expect(changed.body).toMatchObject({ channels: ["email"], digest_minutes: 60, quiet_hours });
    expect((await prefer(ana, { quiet_hours: null })).body).toMatchObject({ channels: ["email"], digest_minutes: 60, quiet_hours: null });
  });

  it.each([
    { channels: ["fax"] },
    { channels: ["email", "email"] },
    { digest_minutes: 5 },
    { digest_minutes: 1.5 },
    { quiet_hours: { from: "25:00", until: "07:00", zone: "UTC" } },
    { quiet_hours: { from: "07:00", until: "07:00", zone: "UTC" } },
    { quiet_hours: { from: "22:00", until: "07:00", zone: "Mars/Olympus" } },
    { user_id: "usr_1" },
    {},
  ])("%j is not valid", async (body) => {
    expect((await prefer(ana, body)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it("turn email off, and combine the requests of a digest", async () => {
    const bob = await org.addMember("operator");
    await publish({ approvers: ["role:operator"], summary: "merge {n}" });
    await prefer(bob, { channels: [] });
    await prefer(ana, { digest_minutes: 240 });
    for (const n of [1, 2, 3]) await ask({ n });
    await vi.waitFor(
      async () =>
        expect(await api.database.inspect("SELECT 1 FROM app.delivery WHERE held AND due_at > now() AND status = 'pending'")).toHaveLength(
          3,
        ),
      SOON,
    );
    await hurry();
    await received(ana, 1);
    const { text } = mailsTo(ana)[0] as { text: string };
    expect(text).toMatch(/^Subject: \[Acme\] 3 requests wait for your decision/m);
    for (const n of [1, 2, 3]) expect(text).toContain(`merge ${n}`);
    expect(mailsTo(bob)).toEqual([]);
  });

  it("do not delay high risk and escalations", async () => {
    await prefer(ana, { digest_minutes: 240, quiet_hours: null });
    await publish({ approvers: ["role:operator"], sla: "1h", fallback: ["role:owner"] });
    await org.publish(
      policy(
        "risky",
        { effect: "approve", match: { actions: ["db.*"] }, approval: { approvers: ["role:operator"] } },
        { labels: { risk: "high" } },
      ),
    );
    await changeMembers(api.database, { roleSince: TWO_DAYS_AGO() });
    const id = await ask();
    await vi.waitFor(async () => expect(await rows(id)).toMatchObject([{ held: true }]), SOON);
    await api.call("POST", `approvals/${id}/escalate`, { token: ana.token, body: {} });
    await received(ana, 1);
    await received(org.ownerEmail, 1);
    await gate.ask({ action_type: "db.drop" });
    await received(ana, 2);
  });

  it("combine with the channels of the policy: `console` alone sends nothing", async () => {
    await publish({ approvers: ["role:operator"], notify: ["console"] });
    await ask();
    await quiet();
    expect(server.mails).toEqual([]);
    await org.publish(
      policy("more", { effect: "approve", match: { actions: ["pr.*"] }, approval: { approvers: ["role:operator"], notify: ["email"] } }),
    );
    await ask();
    await received(ana, 1);
  });
});

it("announces a request that was made before the first process could send emails", async () => {
  await publish({ approvers: ["role:operator"] });
  await api.database.inspect("DELETE FROM app.channel_cursor");
  await ask();
  await received(ana, 1);
});

describe("an email about a release by one person alone", () => {
  it("reaches everyone who may review it immediately, whatever the policy names, and again when the review is overdue", async () => {
    const bob = await org.addMember("admin");
    await org.addMember("auditor");
    await prefer(ana, { digest_minutes: 240, quiet_hours: { from: "00:00", until: "23:59", zone: "UTC" } });
    await publish({ approvers: ["role:operator"], notify: ["console"], summary: "merge {n}" });
    const id = await ask({ n: 7 });
    const { digest } = (await gate.read(id)).body;
    // An earlier test has deleted the positions in all logs. Without one, the release would lie before the start.
    await quiet();
    const release = { reason: "Outage.", digest, password: PASSWORD };
    expect((await api.call("POST", `approvals/${id}/break-glass`, { token: bob.token, body: release })).status).toBe(200);
    await received(ana, 1);
    await received(org.ownerEmail, 1);
    const text = mailsTo(ana)[0]?.text ?? "";
    expect(text).toMatch(/^Subject: \[Acme\] Emergency release: release-rule, prod/m);
    expect(text).toContain("released a request alone in an emergency");
    expect(text).toContain(`Read and review: https://console.acme.test/approvals/${id}`);
    await quiet();
    expect(server.mails).toHaveLength(2);

    await api.database.inspect(
      `UPDATE app.approval SET due_at = now() - interval '1 s', progress = jsonb_set(progress, '{emergency,review_by}', '1000') WHERE approval_id = $1`,
      [decodeId("apr", id)],
    );
    await advanceDue(api.deps);
    await received(ana, 2);
    await received(org.ownerEmail, 2);
    const review = { token: ana.token, body: { comment: "It was needed." } };
    expect((await api.call("POST", `approvals/${id}/break-glass/review`, review)).status).toBe(200);
    const [alert] = (await api.call("GET", "notifications/deliveries", { token: ana.token })).body.data;
    await api.call("POST", `notifications/deliveries/${alert.id}/replay`, { token: ana.token });
    await quiet();
    expect(server.mails).toHaveLength(4);
  });
});

describe("the deliveries of a person", () => {
  const own = async (person: Person, query = "") =>
    (await api.call("GET", `notifications/deliveries${query}`, { token: person.token })).body.data;
  const replay = (person: Person, id: string) => api.call("POST", `notifications/deliveries/${id}/replay`, { token: person.token });

  it("include a test message, which is sent immediately, and are visible to that person only", async () => {
    const bob = await org.addMember("auditor");
    await prefer(ana, { digest_minutes: 240 });
    const queued = await api.call("POST", "notifications/test", { token: ana.token });
    expect(queued).toMatchObject({ status: 202, body: { type: "notification.test", status: "pending" } });
    await received(ana, 1);
    expect(mailsTo(ana)[0]?.text).toContain("Test message of AgentLattice");
    const delivered = await vi.waitFor(async () => {
      const [delivery] = await own(ana, "?status=delivered");
      expect(delivery).toMatchObject({ id: queued.body.id, attempts: 1, log: [{ outcome: "OK", response_code: null }] });
      return delivery;
    }, SOON);
    expect(await own(bob)).toEqual([]);
    expect((await replay(bob, delivered.id)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await replay(ana, "dlv_nothing")).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(await replay(ana, delivered.id)).toMatchObject({ status: 202, body: { message_id: delivered.message_id } });
    await received(ana, 2);
    expect(new Set(mailsTo(ana).map(({ text }) => /^Message-ID:.*$/m.exec(text)?.[0])).size).toBe(1);
  });

  it("contain requests without their texts, and a replay after the decision sends nothing", async () => {
    await publish({ approvers: ["role:operator"], summary: "merge {n}" });
    const id = await ask({ n: 7 });
    await received(ana, 1);
    const [delivery] = await vi.waitFor(async () => {
      const all = await own(ana, "?status=delivered");
      expect(all).toMatchObject([{ type: "approval.requested" }]);
      return all;
    }, SOON);
    expect(JSON.stringify(delivery)).not.toContain("merge 7");
    expect((await gate.decide(id, "approve", { token: ana.token })).status).toBe(200);
    await replay(ana, delivery.id);
    await vi.waitFor(async () => expect(await own(ana, "?status=dropped")).toHaveLength(1), SOON);
    expect(mailsTo(ana)).toHaveLength(1);
  });
});
