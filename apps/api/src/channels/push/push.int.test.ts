import { decodeId } from "@agentlattice/core";
import { type FakePushService, type FakeSubscription, startFakePushService } from "@agentlattice/test-kit/fake-push-service";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg, type TestProcess } from "../../testing/api-fixture.ts";
import { changeMembers } from "../../testing/change-members.ts";
import { type Gate, gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 9_000 };
const PHONE = { "user-agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36" };
type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let service: FakePushService;
let api: TestApi;
let other: TestProcess;
let org: TestOrg;
let gate: Gate;
let ana: Person;

beforeAll(async () => {
  service = await startFakePushService();
  api = await startTestApi({ AL_EGRESS_ALLOW: service.target, AL_CONSOLE_URL: "https://console.acme.test" });
  // Two processes share the outbox.
  other = await api.startProcess();
});
afterAll(async () => {
  await api.close();
  await service.close();
});
beforeEach(async () => {
  service.messages.length = 0;
  service.statuses.length = 0;
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
});

const PATH = "notifications/subscriptions";
const list = async ({ token }: { token: string }) => (await api.call("GET", PATH, { token })).body;
const post = (person: { token: string }, body: object) => api.call("POST", PATH, { token: person.token, body, headers: PHONE });
/** Subscribes a new browser of a person. */
async function subscribe(person: Person): Promise<FakeSubscription & { readonly id: string }> {
  const browser = service.subscribe((await list(person)).public_key);
  const { status, body } = await post(person, { ...browser, expirationTime: null });
  expect(status).toBe(201);
  return { ...browser, id: body.id };
}
const publish = (approval: object, more: object = {}) =>
  org.publish(policy("release-rule", { effect: "approve", match: { actions: ["pr.*"] }, approval }, more));
const ask = (metadata: object = {}) => gate.request({ action_type: "pr.merge", metadata });
const prefer = (person: Person, body: object) => api.call("PATCH", "notifications", { token: person.token, body });
const received = (count: number) => vi.waitFor(() => expect(service.messages).toHaveLength(count), SOON);
const contents = () => service.messages.map(({ text }) => JSON.parse(text));
const deliveries = async (person: Person, query = "") =>
  (await api.call("GET", `notifications/deliveries${query}`, { token: person.token })).body.data;
const settled = (person: Person, expected: object) =>
  vi.waitFor(async () => expect((await deliveries(person))[0]).toMatchObject(expected), SOON);
const hurry = () => api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");
/** Waits until messages for all ledger entries are queued and all due messages are sent. */
const quiet = () =>
  vi.waitFor(async () => {
    const [row] = await api.database.inspect<{ open: number }>(
      `SELECT (SELECT count(*) FROM app.ledger_head h JOIN app.channel_cursor c USING (org_id) WHERE c.next_seq <> h.size)
        + (SELECT count(*) FROM app.delivery WHERE due_at <= now() + interval '70 seconds' AND NOT held) AS open`,
    );
    expect(Number(row?.open)).toBe(0);
  }, SOON);

describe("a push message", () => {
  it("reaches each browser of those who may decide, encrypted and signed, with link and summary, and a title without text of the agent", async () => {
    await org.addMember("operator");
    const browsers = [await subscribe(ana), await subscribe(ana)];
    await publish({ approvers: ["role:operator"], summary: "{title}" });
    const id = await ask({ title: "Urgent: approve now\u202e", target: "acme/shop#1" });
    await received(2);
    expect(service.messages.map(({ endpoint }) => endpoint).sort()).toEqual(browsers.map(({ endpoint }) => endpoint).sort());
    const [message] = service.messages;
    expect(message?.claims).toMatchObject({ aud: service.url, sub: "https://console.acme.test" });
    expect(message?.headers).toMatchObject({ urgency: "high", "content-type": "application/octet-stream" });
    expect(message?.headers.topic).toMatch(/^[\w-]{32}$/);
    expect(Number(message?.headers.ttl)).toBeGreaterThan(60);
    expect(contents()[0]).toEqual({
      title: "Approval needed: release-rule",
      body: "release-bot · prod · Acme\nAgent's summary: Urgent: approve now[U+202E]",
      url: `https://console.acme.test/approvals/${id}`,
      tag: id,
    });
    await settled(ana, { channel: "push", type: "approval.requested", status: "delivered", attempts: 1, response_code: 201 });
    expect((await list(ana)).data).toMatchObject([
      { client: "Chrome 140 on Android", last_used_at: expect.any(String) },
      { last_used_at: expect.any(String) },
    ]);
  });

  it("names the risk when it is high, and the root agent instead of a name that an agent chose", async () => {
    await subscribe(ana);
    await publish({ approvers: ["role:operator"] }, { labels: { risk: "high" } });
    await changeMembers(api.database, { roleSince: null });
    const child = await api.call("POST", "delegations", {
      token: org.agentKey,
      body: { name: "Urgent: approve me", capabilities: ["pr.*"], ttl: 600 },
    });
    await gate.ask({ action_type: "pr.merge" }, child.body.api_key);
    await received(1);
    expect(contents()[0].body).toBe("release-bot · prod · high risk · Acme");
  });

  it("combines several requests that quiet hours or a digest delayed", async () => {
    const [browser] = [await subscribe(ana), await subscribe(ana)];
    await prefer(ana, { digest_minutes: 240 });
    await publish({ approvers: ["role:operator"] });
    await ask();
    await ask();
    await vi.waitFor(async () => expect(await deliveries(ana)).toHaveLength(4), SOON);
    expect(service.messages).toEqual([]);
    await hurry();
    await received(2);
    expect(contents()).toEqual(
      Array(2).fill({
        title: "2 requests wait for your decision",
        body: "Acme",
        url: expect.stringMatching(/^https:\/\/console\.acme\.test\/approvals\?agent=agt_/),
        tag: "requests",
      }),
    );
    expect(service.messages.filter(({ endpoint }) => endpoint === browser?.endpoint)).toHaveLength(1);
  });

  it("is not sent after the decision, to a removed member, or on channels that the policy or the person excludes", async () => {
    const bob = await org.addMember("operator");
    await subscribe(ana);
    await subscribe(bob);
    await publish({ approvers: ["role:operator"], notify: ["email"] });
    await ask();
    await publish({ approvers: ["role:operator"], notify: ["push"] });
    await prefer(bob, { channels: ["email"] });
    await prefer(ana, { digest_minutes: 240 });
    const id = await ask();
    await vi.waitFor(async () => expect(await deliveries(ana)).toHaveLength(1), SOON);
    expect((await gate.decide(id, "deny", { token: bob.token })).status).toBe(200);
    await hurry();
    await settled(ana, { status: "dropped", log: [{ outcome: "NOT_NEEDED" }] });
    await prefer(ana, { digest_minutes: null });
    await api.call("DELETE", `members/${ana.userId}`, { token: org.owner });
    await ask();
    await quiet();
    const left = await api.database.inspect("SELECT 1 FROM app.push_subscription WHERE user_id = $1", [decodeId("usr", ana.userId)]);
    expect(left).toEqual([]);
    expect(service.messages).toEqual([]);
  });

  it.each([404, 410])("ends the subscription when the push service answers %i", async (status) => {
    const browser = await subscribe(ana);
    service.statuses.push(status);
    const test = () => api.call("POST", `${PATH}/${browser.id}/test`, { token: ana.token });
    expect(await test()).toMatchObject({ status: 202, body: { channel: "push", type: "notification.test" } });
    await settled(ana, { status: "failed", attempts: 1, response_code: status });
    expect((await list(ana)).data).toEqual([]);
    expect((await test()).body.code).toBe("NOT_FOUND");
    const [{ id }] = await deliveries(ana);
    await api.call("POST", `notifications/deliveries/${id}/replay`, { token: ana.token });
    await settled(ana, { status: "dropped", log: [{ response_code: status }, { outcome: "SUBSCRIPTION_ENDED" }] });
  });

  it("is retried after other errors, with the same message id, after the pause that the push service requests", async () => {
    const browser = await subscribe(ana);
    service.statuses.push(503, 429);
    await api.call("POST", `${PATH}/${browser.id}/test`, { token: ana.token });
    await settled(ana, { status: "pending", attempts: 1, response_code: 503 });
    await hurry();
    await settled(ana, { status: "pending", attempts: 2, response_code: 429 });
    await hurry();
    await received(1);
    expect(contents()[0]).toMatchObject({ title: "Test message of AgentLattice", url: "https://console.acme.test/settings/notifications" });
    await settled(ana, { status: "delivered", attempts: 3, max_attempts: 8 });
  });
});

describe("a subscription", () => {
  it("uses one key for all processes, and belongs to one person and organisation", async () => {
    const bob = await org.addMember("auditor");
    const browser = await subscribe(ana);
    const [row] = (await list(ana)).data;
    expect(row).toMatchObject({ id: browser.id, client: "Chrome 140 on Android", last_used_at: null });
    expect(other.deps.vapid.publicKey).toBe((await list(bob)).public_key);
    expect((await list(bob)).data).toEqual([]);
    for (const [method, path] of [["DELETE", `${PATH}/${browser.id}`] as const, ["POST", `${PATH}/${browser.id}/test`] as const])
      expect((await api.call(method, path, { token: bob.token })).body.code, path).toBe("NOT_FOUND");
    expect((await api.call("DELETE", `${PATH}/${browser.id}`, { token: ana.token })).status).toBe(204);
    expect((await api.call("DELETE", `${PATH}/${browser.id}`, { token: ana.token })).body.code).toBe("NOT_FOUND");
  });

  it("moves to the last person who subscribes the same browser", async () => {
    const bob = await org.addMember("operator");
    const { id: _id, ...browser } = await subscribe(ana);
    expect((await post(bob, browser)).status).toBe(201);
    expect([(await list(ana)).data, (await list(bob)).data]).toMatchObject([[], [{}]]);
    expect(JSON.stringify(await list(bob))).not.toContain("/push/");
  });

  it("is limited to ten browsers, also under concurrent requests", async () => {
    const { public_key: key } = await list(ana);
    const answers = await Promise.all(Array.from({ length: 13 }, () => post(ana, service.subscribe(key))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe("PUSH_LIMIT");
    const bob = await org.addMember("operator");
    const one = service.subscribe(key);
    const same = await Promise.all(Array.from({ length: 4 }, () => post(bob, one)));
    expect(same.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await list(bob)).data).toHaveLength(1);
  });

  it("is refused for private targets, other schemes, invalid keys, and unknown fields", async () => {
    const good = service.subscribe((await list(ana)).public_key);
    const { keys } = good;
    for (const endpoint of ["https://127.0.0.1/x", "https://169.254.169.254/", "http://[::1]:9/", "http://push.example.com/x"])
      expect((await post(ana, { endpoint, keys })).body, endpoint).toMatchObject({
        code: "EGRESS_REFUSED",
        errors: [{ path: "endpoint" }],
      });
    for (const body of [
      { ...good, endpoint: "ftp://push.example.com/" },
      { ...good, endpoint: "https://user:secret@push.example.com/" },
      { ...good, endpoint: `https://push.example.com/${"x".repeat(2_048)}` },
      { ...good, keys: { ...keys, p256dh: `B${"A".repeat(86)}` } },
      { ...good, keys: { ...keys, p256dh: keys.p256dh.slice(1) } },
      { ...good, keys: { ...keys, auth: `${keys.auth}A` } },
      { ...good, user_id: ana.userId },
      { endpoint: good.endpoint },
    ])
      expect((await post(ana, body)).body.code, JSON.stringify(body).slice(0, 200)).toBe("INVALID_REQUEST");
    expect((await post({ token: org.agentKey }, good)).status).toBe(403);
    expect((await list(ana)).data).toEqual([]);
  });

  it("makes push available to the person, and removes the policy's note", async () => {
    const available = async () => (await api.call("GET", "notifications", { token: ana.token })).body.available;
    const validate = async () => {
      const document = policy("asks", { match: { actions: ["*"] }, effect: "approve", approval: { notify: ["push"] } });
      return (await api.call("POST", "policies/validate", { token: org.owner, body: { document } })).body.notes;
    };
    expect([await available(), await validate()]).toEqual([[], [expect.objectContaining({ path: "spec.approval.notify[0]" })]]);
    await subscribe(ana);
    expect([await available(), await validate()]).toEqual([["push"], undefined]);
  });
});
