import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { PASSWORD, policy, type TestOrg } from "../../testing/api-fixture.ts";
import { CONSOLE, startTestChannels, type TestChannels } from "../../testing/channels-fixture.ts";
import { gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 15_000 };
const REQUESTS = 200;
/** Messages of one receiver in two minutes, because a busy machine takes longer than one. */
const MESSAGES = 10;
let channels: TestChannels;
let api: TestChannels["api"];
let mail: TestChannels["mail"];
let push: TestChannels["push"];
let slack: TestChannels["slack"];
let receiver: TestChannels["receiver"];
let org: TestOrg;
let operator: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  channels = await startTestChannels();
  ({ api, mail, push, slack, receiver } = channels);
}, 60_000);
afterAll(() => channels.close());
beforeEach(async () => {
  channels.clear();
  org = await api.createOrg();
  operator = await org.addMember("operator");
});

const publish = (more: object = {}, approval: object = {}) =>
  org.publish(
    policy(
      "refunds",
      { match: { actions: ["refund.*"] }, effect: "approve", approval: { approvers: ["role:operator"], ...approval } },
      more,
    ),
  );
const ask = (n: number) => gateOf(api.call, org).request({ action_type: "refund.issue", metadata: { n } });
const subjects = () => mail.mails.map(({ text }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(text)?.[1]?.replaceAll(/\r\n /g, " ") ?? "");
/** Returns the ids of all requests that the console lists. */
async function listed(): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ""; ; ) {
    const { data, next_cursor } = (await org.get(`approvals?status=pending&limit=100${cursor}`, operator.token)).body;
    ids.push(...data.map(({ id }: { id: string }) => id));
    if (next_cursor === null) return ids.sort();
    cursor = `&cursor=${next_cursor}`;
  }
}
/** Ends the time in which messages are collected. */
const collected = () =>
  api.database.inspect(`WITH pace AS (UPDATE app.delivery_pace SET next_at = now() WHERE next_at > now())
    UPDATE app.delivery SET due_at = now() WHERE due_at > now() AND held`);
/** Waits until so many deliveries of the organisation exist, and so many of them wait. */
const until = (all: number, waiting: number, timeout = 30_000) =>
  vi.waitFor(
    async () => {
      const [row] = await api.database.inspect(
        "SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'pending')::int AS waiting FROM app.delivery WHERE org_id = $1",
        [decodeId("org", org.orgId)],
      );
      expect(row).toEqual({ all, waiting });
    },
    { timeout, interval: 250 },
  );
/** Returns the requests that emails link to. */
const sentIds = () => new Set(mail.mails.flatMap(({ text }) => [...text.matchAll(/approvals\/(apr_[0-9a-z]+)/g)].map(([, id]) => id)));
const drained = () =>
  vi.waitFor(async () => expect(await api.database.inspect("SELECT 1 FROM app.delivery WHERE status = 'pending'")).toEqual([]), SOON);
/** Returns the number of requests that messages are about. */
const about = (titles: readonly string[]) => titles.reduce((sum, title) => sum + Number(/(\d+) more requests/.exec(title)?.[1] ?? 1), 0);

it("200 requests by one agent are a few emails, which count all of them and link to the queue", { timeout: 120_000 }, async () => {
  await publish();
  const ids = await Promise.all(Array.from({ length: REQUESTS }, (_, n) => ask(n)));
  await until(REQUESTS, 0, 80_000);
  expect(mail.mails.length).toBeLessThanOrEqual(MESSAGES);
  expect(about(subjects())).toBe(REQUESTS);
  expect(subjects().at(-1)).toMatch(/^\[Acme\] \d+ more requests by release-bot$/);
  const last = mail.mails.at(-1)?.text ?? "";
  expect(last).toContain(`Open the queue: ${CONSOLE}/approvals?agent=${org.agentId}`);
  expect(last).toMatch(/The console shows \d+ more of them\./);
  expect(await listed()).toEqual([...ids].sort());
});

it("every channel to people combines, by the same limits", { timeout: 90_000 }, async () => {
  const { public_key } = (await org.get("notifications/subscriptions", operator.token)).body;
  await org.post("notifications/subscriptions", { ...push.subscribe(public_key), expirationTime: null }, operator.token);
  await org.post("webhooks", { kind: "teams", name: "ops", url: `${receiver.url}/teams` });
  await org.post("webhooks", { kind: "slack", name: "ops", channel: "C024BE91L", token: "xoxb-1-fake" });
  await publish();
  for (let n = 0; n < 10; n++) await ask(n);
  await until(4 * 10, 0, 60_000);

  const queue = `${CONSOLE}/approvals?agent=${org.agentId}`;
  const pushed = push.messages.map(({ text }) => JSON.parse(text));
  const posted = slack.calls.filter(({ method }) => method === "chat.postMessage").map(({ form }) => form);
  const titles = {
    email: subjects(),
    push: pushed.map(({ title }) => title),
    slack: posted.map(({ text }) => text ?? ""),
    teams: receiver.messages.map(({ body }) => JSON.parse(body).attachments[0].content.body[0].text),
  };
  for (const [channel, all] of Object.entries(titles)) {
    expect(all.length, channel).toBeLessThanOrEqual(MESSAGES);
    expect(about(all), channel).toBe(10);
    expect(all.at(-1), channel).toMatch(/\d+ more requests by release\\?-bot$/);
  }
  expect(pushed.at(-1)).toMatchObject({ url: queue });
  expect(posted.at(-1)?.blocks).toContain(queue);
  expect(receiver.messages.at(-1)?.body).toContain(queue);
});

it("a request of high risk, an escalation and a release by one person alone are sent at once while others wait", {
  timeout: 60_000,
}, async () => {
  await publish();
  const asked = await Promise.all(Array.from({ length: 8 }, (_, n) => ask(n)));
  await until(8, 5);
  expect(mail.mails).toHaveLength(3);

  await org.publish(
    policy(
      "deploys",
      { match: { actions: ["deploy.*"] }, effect: "approve", approval: { approvers: ["role:operator"] } },
      { labels: { risk: "high" } },
    ),
  );
  await gateOf(api.call, org).request({ action_type: "deploy.prod" });
  await vi.waitFor(() => expect(subjects().at(-1)).toBe("[Acme] Approval needed: deploys, prod, high risk"), SOON);

  const sent = sentIds();
  const released = asked.find((id) => sent.has(id));
  const escalated = asked.find((id) => !sent.has(id));
  const { digest } = (await org.get(`approvals/${released}`)).body;
  const body = { reason: "Customer is blocked.", digest, password: PASSWORD };
  expect((await org.post(`approvals/${released}/break-glass`, body)).status).toBe(200);
  await vi.waitFor(() => expect(subjects().at(-1)).toMatch(/Emergency release/), SOON);
  expect((await org.post(`approvals/${escalated}/escalate`)).status).toBe(200);
  await vi.waitFor(() => expect(subjects()).toContain("[Acme] Approval escalated: refunds, prod"), SOON);

  await collected();
  await drained();
  expect(subjects().filter((subject) => /more requests/.test(subject))).toEqual([
    expect.stringMatching(/^\[Acme\] [3-5] more requests by release-bot$/),
  ]);
});

it("no policy raises the limit: requests of a risk that it sets are also collected", { timeout: 60_000 }, async () => {
  await publish({ labels: { risk: "critical" } }, { notify: ["email"] });
  await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)));
  await until(60, 32);
  await collected();
  await drained();
  // The machine may be so busy that the first messages are older than a minute.
  expect(mail.mails.length).toBeLessThan(60 / 1.5);
  expect(about(subjects())).toBe(60);
});

it("requests that end while they wait are not counted, and a single one has its own message", { timeout: 60_000 }, async () => {
  await publish();
  const asked = await Promise.all(Array.from({ length: 7 }, (_, n) => ask(n)));
  await until(7, 4);
  const sent = sentIds();
  const [kept, ...ended] = asked.filter((id) => !sent.has(id));
  for (const id of ended) await gateOf(api.call, org).decide(id, "deny", { token: operator.token });
  await collected();
  await drained();
  expect(mail.mails).toHaveLength(4);
  expect(subjects().at(-1)).toBe("[Acme] Approval needed: refunds, prod");
  expect(mail.mails.at(-1)?.text).toContain(`/approvals/${kept}`);
});
