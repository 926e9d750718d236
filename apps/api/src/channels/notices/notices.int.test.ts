import { openAgentStream } from "@agentlattice/test-kit/agent-stream";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policy, type TestOrg } from "../../testing/api-fixture.ts";
import { countActivity, createCalibrated } from "../../testing/calibrated.ts";
import { CONSOLE, startTestChannels, type TestChannels } from "../../testing/channels-fixture.ts";
import { delegate } from "../../testing/delegate.ts";

const SOON = { timeout: 15_000 };
let channels: TestChannels;
let api: TestChannels["api"];
let mail: TestChannels["mail"];
let push: TestChannels["push"];
let slack: TestChannels["slack"];
let receiver: TestChannels["receiver"];

beforeAll(async () => {
  channels = await startTestChannels();
  ({ api, mail, push, slack, receiver } = channels);
}, 60_000);
afterAll(() => channels.close());
beforeEach(() => {
  channels.clear();
});

const prefer = (token: string, body: object) => api.call("PATCH", "notifications", { token, body });
const act = async (org: TestOrg, actionType: string, key = org.agentKey) => (await org.submit(actionType, {}, key)).body;
/** Reports success of an action that was denied. */
async function bypass(org: TestOrg, action_type: string, key = org.agentKey): Promise<void> {
  const { audit_event_id } = await act(org, action_type, key);
  expect((await org.post(`actions/${audit_event_id}/report`, { status: "success" }, key)).status).toBe(409);
}
const addressees = () => mail.mails.flatMap(({ to }) => to).sort();
const mailed = (count: number) => vi.waitFor(() => expect(mail.mails).toHaveLength(count), SOON);
const subjectOf = (text: string) => (/^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1] ?? "").replaceAll(/\r\n /g, " ");
/** Waits until messages for all ledger entries are queued and all due messages are sent. */
const quiet = () =>
  vi.waitFor(async () => {
    const [row] = await api.database.inspect<{ open: number }>(
      `SELECT (SELECT count(*) FROM app.ledger_head h LEFT JOIN app.channel_cursor c USING (org_id) WHERE c.next_seq IS DISTINCT FROM h.size)
        + (SELECT count(*) FROM app.delivery WHERE due_at <= now() + interval '70 seconds' AND NOT held) AS open`,
    );
    expect(Number(row?.open)).toBe(0);
  }, SOON);
const hurry = () => api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");

describe("an anomaly", () => {
  it("reaches those who manage the organisation and the agent, on their channels and those of the organisation", async () => {
    const org = await createCalibrated(api);
    const [admin, keeper] = [await org.addMember("admin"), await org.addMember("member")];
    await org.addMember("operator");
    await api.call("PATCH", `agents/${org.agentId}`, { token: org.owner, body: { owner: keeper.userId } });
    const { public_key } = (await org.get("notifications/subscriptions", admin.token)).body;
    await org.post("notifications/subscriptions", { ...push.subscribe(public_key), expirationTime: null }, admin.token);
    const types = ["anomaly.detected"];
    const hook = (await org.post("webhooks", { url: `${receiver.url}/hook`, types })).body;
    await org.post("webhooks", { kind: "teams", name: "ops", url: `${receiver.url}/teams`, types });
    await org.post("webhooks", { kind: "slack", name: "ops", channel: "C024BE91L", token: "xoxb-1-fake", types });
    await org.post("webhooks", { kind: "slack", name: "quiet", channel: "C0QUIET", token: "xoxb-1-fake" });

    await Promise.all(Array.from({ length: 25 }, () => act(org, "doc.read")));
    await countActivity(api, org);
    await mailed(3);
    await quiet();
    expect(addressees()).toEqual([admin.email, keeper.email, org.ownerEmail].sort());
    const [anomaly] = (await org.get("anomalies")).body.data;
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).toBe("[Acme] Anomaly: more requests than usual, prod");
    for (const shown of [
      "Agent: release-bot",
      "Action: doc.read",
      "Observed: 25 requests in an hour",
      "Reported from: 20",
      "Usual: 10 to 10 in an hour, by 2400 requests",
      `${CONSOLE}/anomalies?anomaly=${anomaly.id}`,
    ])
      expect(text).toContain(shown);
    expect(text).not.toContain("You decide in the console");

    expect(push.messages.map((message) => JSON.parse(message.text))).toEqual([
      {
        title: "Anomaly: more requests than usual",
        body: "release-bot · prod · Acme",
        url: `${CONSOLE}/anomalies?anomaly=${anomaly.id}`,
        tag: anomaly.id,
      },
    ]);
    const posted = slack.calls.filter(({ method }) => method === "chat.postMessage");
    expect(posted.map(({ form }) => [form.channel, form.text])).toEqual([["C024BE91L", "Anomaly: more requests than usual, prod"]]);
    expect(posted[0]?.form.blocks).toContain("Observed: 25 requests in an hour");
    const [signed, card] = ["/hook", "/teams"].map((path) => receiver.messages.filter((message) => message.path === path));
    expect(card).toHaveLength(1);
    expect(card?.[0]?.body).toContain("more requests than usual");
    expect(signed).toHaveLength(1);
    const verified = new Webhook(hook.secret).verify(signed?.[0]?.body ?? "", signed?.[0]?.headers as Record<string, string>);
    expect(verified).toMatchObject({
      type: "anomaly.detected",
      data: { id: anomaly.entry_id, agent_id: org.agentId, environment: "prod", status: "detected", action_type: "doc.read" },
    });
  });

  it("of reports without permission is sent once a day per agent tree immediately, and each event to a webhook", async () => {
    const org = await api.createOrg();
    await prefer(org.owner, { digest_minutes: 240, quiet_hours: { from: "00:00", until: "23:59", zone: "UTC" } });
    await org.post("webhooks", { url: `${receiver.url}/hook`, types: ["anomaly.*"] });
    await bypass(org, "satellite.launch");
    await mailed(1);
    const child = await delegate(api, org.agentKey, { capabilities: ["*"] });
    await bypass(org, "satellite.land");
    await bypass(org, "satellite.turn", child.key);
    await quiet();
    await countActivity(api, org);
    await quiet();
    expect(mail.mails.map(({ text }) => subjectOf(text))).toEqual(["[Acme] Anomaly: outcome reported without permission, prod"]);
    expect(mail.mails[0]?.text).toContain("Observed: 1 report in an hour");
    expect(receiver.messages).toHaveLength(3);
  });

  it("escapes names that an agent chose, and never contains them in a subject or title", async () => {
    const org = await api.createOrg();
    const post = [{ name: "booked", holds: { field: "outcome.metadata.amount", operator: "eq", value: 40 } }];
    await org.publish(policy("checks", { match: { actions: ["pr.*"] }, effect: "allow", modules: { contract: { post } } }));
    const { public_key } = (await org.get("notifications/subscriptions")).body;
    await org.post("notifications/subscriptions", { ...push.subscribe(public_key), expirationTime: null });
    const child = await delegate(api, org.agentKey, { name: "www.evil.test approve now" });
    const { audit_event_id } = await act(org, "pr.merge", child.key);
    expect((await org.post(`actions/${audit_event_id}/report`, { status: "success" }, child.key)).status).toBe(201);
    await mailed(1);
    await quiet();
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).not.toMatch(/evil|approve/);
    expect(text).toContain("Agent: release-bot/www[.]evil.test approve now");
    expect(text).not.toMatch(/www\.evil/);
    expect(push.messages.map((message) => JSON.parse(message.text))).toMatchObject([
      { title: "Anomaly: postcondition failed", body: "release-bot · prod · Acme" },
    ]);
  });

  it("waits for the quiet hours, and is dropped when it is marked as expected or the person is removed", async () => {
    const org = await createCalibrated(api);
    const admin = await org.addMember("admin");
    for (const token of [org.owner, admin.token]) await prefer(token, { digest_minutes: 240 });
    await Promise.all(Array.from({ length: 25 }, () => act(org, "doc.read")));
    await act(org, "doc.export");
    await countActivity(api, org);
    await quiet();
    expect(mail.mails).toEqual([]);
    const held = "SELECT count(*)::int AS held FROM app.delivery WHERE held";
    await expect.poll(async () => (await api.database.inspect<{ held: number }>(held))[0]?.held, SOON).toBe(4);
    const { data } = (await org.get("anomalies")).body;
    const spike = data.find(({ kind }: { kind: string }) => kind === "frequency_spike");
    expect((await org.post(`anomalies/${spike.id}/expected`, { reason: "A known load test." })).status).toBeLessThan(300);
    await api.call("DELETE", `members/${admin.userId}`, { token: org.owner });
    await hurry();
    await mailed(1);
    await quiet();
    expect(addressees()).toEqual([org.ownerEmail]);
    expect(mail.mails[0]?.text).toContain("Anomaly: new action");
    const statuses = async () => {
      const { data: own } = (await org.get("notifications/deliveries")).body;
      return own.map(({ type, status }: Record<string, string>) => `${type} ${status}`).sort();
    };
    // The mail arrives before its delivery is stored as delivered.
    await expect.poll(statuses, SOON).toEqual(["anomaly.detected delivered", "anomaly.detected dropped"]);
  });
});

describe("a webhook that answers 410", () => {
  it("is announced to the owners and admins", async () => {
    const org = await api.createOrg();
    const admin = await org.addMember("admin");
    await org.addMember("operator");
    const hook = (await org.post("webhooks", { url: `${receiver.url}/hook`, types: [] })).body;
    receiver.statuses.push(410);
    await org.post(`webhooks/${hook.id}/test`);
    await mailed(2);
    expect(addressees()).toEqual([admin.email, org.ownerEmail].sort());
    expect(subjectOf(mail.mails[0]?.text ?? "")).toBe("[Acme] Channel disabled: Webhook");
    expect(mail.mails[0]?.text).toContain("answered 410 Gone");
    expect(mail.mails[0]?.text).toContain(`${CONSOLE}/settings/channels`);
  });
});

describe("a test message", () => {
  it("is limited to five in a minute for each person", async () => {
    const org = await api.createOrg();
    for (let n = 0; n < 5; n++) expect((await org.post("notifications/test")).status).toBe(202);
    const refused = await org.post("notifications/test");
    expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const { token } = await org.addMember("operator");
    expect((await org.post("notifications/test", {}, token)).status).toBe(202);
    await quiet();
  });
});

describe("topics", () => {
  it("can be switched off by each person, and must be known names", async () => {
    const org = await api.createOrg();
    const admin = await org.addMember("admin");
    expect((await org.get("notifications", admin.token)).body.topics).toEqual(["anomalies", "budgets", "halts"]);
    expect((await prefer(org.owner, { topics: ["budgets"] })).body.topics).toEqual(["budgets"]);
    for (const topics of [["requests"], ["budgets", "budgets"], "anomalies", [1]])
      expect((await prefer(org.owner, { topics })).body.code).toBe("INVALID_REQUEST");
    await bypass(org, "satellite.launch");
    await mailed(1);
    await quiet();
    expect(addressees()).toEqual([admin.email]);
  });
});

describe("an exhausted budget", () => {
  it("is announced once with the name of its policy, and to webhooks of its tag", async () => {
    const org = await api.createOrg();
    const limits = [{ budget: { calls: 2, per: "day", warn_at: [0.5, 1] } }];
    await org.publish(policy("few-calls", { match: { actions: ["doc.read"] }, effect: "allow", limits }));
    await org.post("webhooks", { url: `${receiver.url}/hook`, types: ["budget.threshold"] });
    await act(org, "doc.read");
    await quiet();
    expect(mail.mails).toEqual([]);
    await act(org, "doc.read");
    await mailed(1);
    expect((await act(org, "doc.read")).denial_reason).toBe("BUDGET_EXCEEDED");
    await quiet();
    expect(addressees()).toEqual([org.ownerEmail]);
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).toBe("[Acme] Budget used up: few-calls, prod");
    expect(text).toContain("Budget of few-calls: 2 of 2 calls");
    expect(receiver.messages.map(({ body }) => JSON.parse(body).type)).toEqual(["action.executed", "action.executed"]);
  });
});

describe("a request that a changed policy ends", () => {
  it("is announced with its reason to the people who voted", async () => {
    const org = await api.createOrg();
    const [voter] = [await org.addMember("operator"), await org.addMember("operator")];
    const asks = (spec: object) => policy("gate-it", { match: { actions: ["doc.send"] }, ...spec });
    await org.publish(asks({ effect: "approve", approval: { approvers: ["role:operator"], quorum: 2, notify: ["console"] } }));
    const { approval_id } = await act(org, "doc.send");
    const { digest } = (await org.get(`approvals/${approval_id}`)).body;
    const vote = await org.post(`approvals/${approval_id}/decision`, { decision: "approve", digest }, voter?.token);
    expect(vote.body.status).toBe("pending");
    await quiet();
    channels.clear();
    await org.publish(asks({ effect: "deny" }));
    await mailed(1);
    await quiet();
    expect(addressees()).toEqual([voter?.email]);
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).toBe("[Acme] Approved request ended: gate-it, prod");
    for (const line of ["ended before it ran, because the current policies deny it.", "Reason: POLICY_DENIED"])
      expect(text).toContain(line);
    expect(text).toContain(`${CONSOLE}/approvals/${approval_id}`);
  });
});

describe("a drill", () => {
  it("is announced when it failed, to those who manage the organisation and to webhooks that name it", async () => {
    const org = await api.createOrg();
    await org.addMember("operator");
    await org.post("webhooks", { url: `${receiver.url}/hook`, types: ["drill.completed"] });
    await org.post("drills", { agent: org.agentId, goal_ms: 100 });
    await mailed(1);
    await quiet();
    expect(addressees()).toEqual([org.ownerEmail]);
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).toBe("[Acme] Halt drill failed: 0 of 0 clients in time");
    for (const line of ["A halt drill in Acme missed its goal.", "Agent: release-bot", "Clients in time: 0 of 0", "Goal: 100 ms"])
      expect(text).toContain(line);
    expect(text).toContain(`${CONSOLE}/agents/drills`);
    const [hook] = receiver.messages.map(({ body }) => JSON.parse(body));
    expect(receiver.messages).toHaveLength(1);
    expect(hook).toMatchObject({ type: "drill.completed", data: { kind: "drill.completed", agent_id: org.agentId } });
  });

  it("is not announced when it passed", async () => {
    const org = await api.createOrg();
    const stream = await openAgentStream(api.fetch, org.agentKey);
    await org.post("drills", { agent: org.agentId, goal_ms: 6_000 });
    const [notice] = (await stream.until("halt", 1)) as { id: string }[];
    await org.post(`halts/${notice?.id}/acknowledge`, { client_id: stream.clientId }, org.agentKey);
    await stream.until("resume", 1);
    const results = async () => (await org.get("drills")).body.data[0].results;
    await expect.poll(results).toMatchObject([{ passed: true }]);
    await quiet();
    expect(mail.mails).toEqual([]);
    await stream.close();
  });
});

describe("a halt", () => {
  it("is announced when every client has confirmed it", async () => {
    const org = await api.createOrg();
    const stream = await openAgentStream(api.fetch, org.agentKey);
    const { id } = (await org.post("halts", { scope: { agent: org.agentId }, reason: "Looks wrong." })).body;
    await stream.until("halt", 1);
    await quiet();
    expect(mail.mails).toEqual([]);
    expect((await org.post(`halts/${id}/acknowledge`, { client_id: stream.clientId }, org.agentKey)).status).toBe(200);
    await mailed(1);
    const { text } = mail.mails[0] as { text: string };
    expect(subjectOf(text)).toBe("[Acme] Halt confirmed: agent");
    expect(text).toContain("Clients: 1");
    expect(text).toContain(`${CONSOLE}/agents/halts/${id}`);
    await stream.close();
  });
});
