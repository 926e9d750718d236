import { verifyCallback } from "@agentlattice/sdk";
import { type ReceivedMessage, type Receiver, startReceiver } from "@agentlattice/test-kit/receiver";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";
import { gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 9_000 };
let api: TestApi;
let org: TestOrg;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  api = await startTestApi({ AL_EGRESS_ALLOW: receiver.target });
  // Two processes share the outbox.
  await api.startProcess();
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});
beforeEach(async () => {
  receiver.messages.length = 0;
  receiver.statuses.length = 0;
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve", approval: { summary: "merge {n}" } }));
});

const MERGE = { action_type: "pr.merge", metadata: { n: 7 } };
const create = async (body: object = {}) =>
  (await api.call("POST", "webhooks", { token: org.owner, body: { url: `${receiver.url}/hook`, types: ["approval.*"], ...body } })).body;
const deliveries = async (id: string, query = "") =>
  (await api.call("GET", `webhooks/${id}/deliveries${query}`, { token: org.owner })).body.data;
const received = (count: number) => vi.waitFor(() => expect(receiver.messages).toHaveLength(count), SOON);
const settled = (id: string, status: string) =>
  vi.waitFor(async () => expect((await deliveries(id)).map((one: { status: string }) => one.status)).toEqual([status]), {
    timeout: 10_000,
  });
const verified = ({ body, headers }: ReceivedMessage, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: Record<string, unknown> };
/** Makes waiting attempts due, instead of waiting for them. */
const hurry = () => api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");

describe("a webhook", () => {
  it("delivers the events of its types once, signed, with the summary and the link", async () => {
    const hook = await create();
    expect(hook).toMatchObject({ types: ["approval.*"], environments: ["prod", "staging", "dev"], enabled: true, failing_since: null });
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(hook.secret_hint).toBe(`whsec_…${hook.secret.slice(-4)}`);
    const { decide, ask } = gateOf(api.call, org);
    const { approval_id } = await ask(MERGE);
    await received(1);
    await decide(approval_id, "approve");
    await received(2);
    const [requested, decided] = receiver.messages.map((message) => verified(message, hook.secret));
    expect(requested).toMatchObject({
      type: "approval.requested",
      data: {
        org_id: org.orgId,
        approval_id,
        approval: { id: approval_id, summary: "merge 7", approval_url: expect.stringContaining(approval_id) },
      },
    });
    expect(decided).toMatchObject({ type: "approval.decided", data: { approval_id, status: "approved" } });
    const callback = await verifyCallback({ ...(receiver.messages[1] as ReceivedMessage) } as never, { secret: hook.secret });
    expect(callback).toMatchObject({ type: "approval.decided", approvalId: approval_id, status: "approved" });
    const [second, first] = await vi.waitFor(async () => {
      const all = await deliveries(hook.id, "?status=delivered");
      expect(all).toHaveLength(2);
      return all;
    }, SOON);
    expect(first).toMatchObject({ type: "approval.requested", attempts: 1, max_attempts: 8, response_code: 200 });
    expect(first.message_id).toBe(receiver.messages[0]?.headers["webhook-id"]);
    expect(second.log).toMatchObject([{ n: 1, outcome: "OK", response_code: 200, duration_ms: expect.any(Number) }]);
    expect(JSON.stringify([first, second])).not.toContain("merge 7");
  });

  it("retries with backoff, gives up after eight attempts, and is replayed with the same message id", async () => {
    const hook = await create();
    receiver.statuses.push(...Array(8).fill(500));
    await gateOf(api.call, org).ask(MERGE);
    await received(1);
    for (let made = 1; made < 8; made++) {
      await vi.waitFor(async () => {
        const [delivery] = await deliveries(hook.id);
        expect(delivery).toMatchObject({ status: "pending", attempts: made, response_code: 500 });
        expect(delivery.log).toHaveLength(made);
        const wait = Date.parse(delivery.next_attempt_at) - Date.parse(delivery.log.at(-1).at);
        expect(wait).toBeGreaterThan(3_000 * 5 ** (made - 1));
      }, SOON);
      await hurry();
      await received(made + 1);
    }
    await settled(hook.id, "failed");
    const [dead] = await deliveries(hook.id, "?status=failed");
    expect(dead).toMatchObject({ attempts: 8, next_attempt_at: null });
    expect((await api.call("GET", `webhooks/${hook.id}`, { token: org.owner })).body.failing_since).not.toBeNull();
    const again = await api.call("POST", `webhooks/${hook.id}/deliveries/${dead.id}/replay`, { token: org.owner });
    expect(again).toMatchObject({ status: 202, body: { id: dead.id, status: "pending" } });
    await received(9);
    await settled(hook.id, "delivered");
    expect(new Set(receiver.messages.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([dead.message_id]));
    expect((await api.call("GET", `webhooks/${hook.id}`, { token: org.owner })).body.failing_since).toBeNull();
  });

  it("follows no redirect and stops after a 410", async () => {
    const hook = await create({ types: [] });
    const test = () => api.call("POST", `webhooks/${hook.id}/test`, { token: org.owner });
    receiver.statuses.push(302);
    expect((await test()).status).toBe(202);
    await vi.waitFor(async () =>
      expect((await deliveries(hook.id))[0].log).toMatchObject([{ outcome: "REDIRECT_REFUSED", response_code: 302 }]),
    );
    expect(receiver.messages).toHaveLength(1);
    receiver.statuses.push(410);
    await test();
    await vi.waitFor(async () =>
      expect((await deliveries(hook.id))[0]).toMatchObject({ status: "failed", attempts: 1, response_code: 410 }),
    );
    const read = async () => (await api.call("GET", `webhooks/${hook.id}`, { token: org.owner })).body;
    await vi.waitFor(async () => expect(await read()).toMatchObject({ enabled: false, gone_at: expect.any(String) }), SOON);
    const { text } = await api.call("GET", "audit/export?format=ndjson", { token: org.owner });
    const disabled = text.split("\n").filter((line) => line.includes('"because":"gone"'));
    expect(disabled.map((line) => JSON.parse(line))).toMatchObject([
      { kind: "channel.changed", actor: { type: "system" }, data: { change: "disabled" } },
    ]);
    await api.call("PATCH", `webhooks/${hook.id}`, { token: org.owner, body: { enabled: true } });
    expect(await read()).toMatchObject({ enabled: true, gone_at: null });
    await api.call("DELETE", `webhooks/${hook.id}`, { token: org.owner });
  });

  it("counts the status as the response, however long the body is", async () => {
    const hook = await create({ url: `${receiver.url}/large`, types: [] });
    await api.call("POST", `webhooks/${hook.id}/test`, { token: org.owner });
    await settled(hook.id, "delivered");
    expect((await deliveries(hook.id))[0].log).toMatchObject([{ outcome: "OK", response_code: 200 }]);
  });

  it("sends five test messages in a minute", async () => {
    const hook = await create({ types: [] });
    const test = () => api.call("POST", `webhooks/${hook.id}/test`, { token: org.owner });
    for (let n = 0; n < 5; n++) expect((await test()).status).toBe(202);
    const refused = await test();
    expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await received(5);
  });

  it("signs with both secrets during the overlap of a rotation, then with the new one", async () => {
    const hook = await create({ types: [] });
    const rotated = (await api.call("POST", `webhooks/${hook.id}/rotate`, { token: org.owner, body: { overlap: 3600 } })).body;
    expect(rotated.secret).not.toBe(hook.secret);
    expect(rotated.previous_secret_until).not.toBeNull();
    await api.call("POST", `webhooks/${hook.id}/test`, { token: org.owner });
    await received(1);
    for (const secret of [hook.secret, rotated.secret])
      expect(verified(receiver.messages[0] as ReceivedMessage, secret).type).toBe("webhook.test");
    await api.database.inspect("UPDATE app.endpoint SET previous_until = now() - interval '1 second' WHERE previous_until IS NOT NULL");
    await api.call("POST", `webhooks/${hook.id}/test`, { token: org.owner });
    await received(2);
    expect(() => verified(receiver.messages[1] as ReceivedMessage, hook.secret)).toThrow();
    expect(verified(receiver.messages[1] as ReceivedMessage, rotated.secret).type).toBe("webhook.test");
  });

  it("delivers by environment and type, and nothing while it is stopped or after it was deleted", async () => {
    const staging = await create({ environments: ["staging"], types: ["*"] });
    const denials = await create({ types: ["action.denied"] });
    const stopped = await create();
    await api.call("PATCH", `webhooks/${stopped.id}`, { token: org.owner, body: { enabled: false } });
    const gone = await create();
    expect((await api.call("DELETE", `webhooks/${gone.id}`, { token: org.owner })).status).toBe(204);
    await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "db.drop" } });
    await gateOf(api.call, org).ask(MERGE);
    await vi.waitFor(
      async () => expect(await deliveries(denials.id, "?status=delivered")).toMatchObject([{ type: "action.denied" }]),
      SOON,
    );
    expect(await deliveries(stopped.id)).toEqual([]);
    const types = (await deliveries(staging.id)).map((one: { type: string }) => one.type);
    // Changes of the organisation belong to every environment.
    expect(new Set(types)).toEqual(new Set(["channel.changed"]));
    expect((await api.call("GET", `webhooks/${gone.id}`, { token: org.owner })).status).toBe(404);
  });

  it("delays no other receiver when it does not answer", async () => {
    const silent = await create({ url: `${receiver.url}/hang` });
    const other = await create();
    const { ask } = gateOf(api.call, org);
    for (let i = 0; i < 12; i++) await ask({ ...MERGE, metadata: { n: i } });
    await vi.waitFor(async () => expect(await deliveries(other.id, "?status=delivered")).toHaveLength(12), SOON);
    expect(await deliveries(silent.id, "?status=delivered")).toEqual([]);
    await api.call("DELETE", `webhooks/${silent.id}`, { token: org.owner });
  });
});

describe("a callback", () => {
  it("receives the decision of its submission only", async () => {
    const hook = await create({ types: [], name: "release-agent" });
    const { ask, decide } = gateOf(api.call, org);
    await decide((await ask(MERGE)).approval_id, "approve");
    const { approval_id } = await ask({ ...MERGE, callback: "release-agent" });
    await decide(approval_id, "deny");
    // A message of an earlier test may still arrive.
    const ours = await vi.waitFor(() => {
      const found = receiver.messages.find(({ body }) => body.includes(approval_id));
      if (!found) throw new Error("no message yet");
      return found;
    }, 9_000);
    expect(verified(ours, hook.secret)).toMatchObject({
      type: "approval.decided",
      data: { approval_id, status: "denied", approval: { reason: "Not today." } },
    });
    expect(await deliveries(hook.id)).toHaveLength(1);
  });

  it("is sent once after the last of several stages, and not before", async () => {
    const hook = await create({ types: [], name: "release-agent" });
    const stages = [{ approvers: ["role:operator"] }, { approvers: ["role:owner"] }];
    await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve", approval: { stages } }));
    const operator = await org.addMember("operator");
    const { ask, decide, read } = gateOf(api.call, org);
    const { approval_id } = await ask({ ...MERGE, callback: "release-agent" });
    expect((await decide(approval_id, "approve", { token: operator.token })).status).toBe(200);
    expect((await read(approval_id)).body.status).toBe("pending");
    expect((await decide(approval_id, "approve")).status).toBe(200);
    await vi.waitFor(async () => expect(await deliveries(hook.id, "?status=delivered")).toHaveLength(1), SOON);
    const ours = receiver.messages.filter(({ body }) => body.includes(approval_id));
    expect(ours.map((message) => verified(message, hook.secret))).toMatchObject([
      { type: "approval.decided", data: { approval_id, status: "approved" } },
    ]);
    expect(await deliveries(hook.id)).toHaveLength(1);
  });

  it("is refused when no enabled webhook of the environment has the name", async () => {
    const submit = (callback: unknown) => api.call("POST", "actions", { token: org.agentKey, body: { ...MERGE, callback } });
    await create({ name: "dev-only", environments: ["dev"] });
    for (const callback of ["nobody", "dev-only"])
      expect((await submit(callback)).body).toMatchObject({ status: 422, code: "CALLBACK_UNKNOWN", errors: [{ path: "callback" }] });
    for (const callback of ["Not A Name", 1, ""])
      expect((await submit(callback)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });
});

describe("hostile input", () => {
  it.each([
    "http://127.0.0.1:1/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://169.254.169.254/",
    "https://100.64.0.1/",
    "http://example.test/",
  ])("refuses the target %s", async (url) => {
    expect((await api.call("POST", "webhooks", { token: org.owner, body: { url, types: ["*"] } })).body).toMatchObject({
      status: 422,
      code: "EGRESS_REFUSED",
      errors: [{ path: "url" }],
    });
  });

  it.each([
    { url: "ftp://a.test/" },
    { url: "https://user:password@a.test/" },
    { url: "not a URL" },
    { url: `https://a.test/${"x".repeat(2_048)}` },
    { types: ["approval"] },
    { types: ["approvals.*"] },
    { types: [""] },
    { types: "approval.*" },
    { environments: [] },
    { environments: ["production"] },
    { name: "Upper Case" },
    { secret: "whsec_mine" },
  ])("%j is not valid", async (body) => {
    const answer = await api.call("POST", "webhooks", { token: org.owner, body: { url: receiver.url, types: ["*"], ...body } });
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it("a name belongs to one webhook, and no later answer, entry or row contains the secret", async () => {
    const hook = await create({ name: "mine" });
    const body = { url: receiver.url, types: ["*"], name: "mine" };
    expect((await api.call("POST", "webhooks", { token: org.owner, body })).body).toMatchObject({ status: 409, code: "NAME_TAKEN" });
    const read = await api.call("GET", "webhooks", { token: org.owner });
    const events = await api.call("GET", "audit/events?kind=channel.changed", { token: org.owner });
    expect(events.body.data).toMatchObject([{ subject: { type: "channel", id: hook.id } }]);
    const rows = await api.database.inspect<{ row: string }>("SELECT e::text AS row FROM app.endpoint e");
    for (const text of [read.text, events.text, ...rows.map(({ row }) => row)]) expect(text).not.toContain(hook.secret.slice(6));
    for (const { row } of rows) expect(row).not.toContain(receiver.target);
  });

  it("no answer contains the tokens of its URL, and a change with the shown URL keeps them", async () => {
    const hook = await create({ url: `${receiver.url}/hook/CANARYcanaryCANARYcanary9f2c?token=CANARY` });
    const path = `webhooks/${hook.id}`;
    const shown = `${receiver.url}/hook/...9f2c?token=...`;
    const patched = await api.call("PATCH", path, { token: org.owner, body: { url: shown, types: ["approval.requested"] } });
    const answers = [await api.call("GET", "webhooks", { token: org.owner }), await api.call("GET", path, { token: org.owner }), patched];
    expect([hook.url, answers[0]?.body.data[0].url, answers[1]?.body.url, patched.body.url]).toEqual(Array(4).fill(shown));
    for (const { text } of answers) expect(text).not.toContain("CANARY");
    await gateOf(api.call, org).ask(MERGE);
    await received(1);
    expect(receiver.messages[0]?.path).toBe("/hook/CANARYcanaryCANARYcanary9f2c?token=CANARY");
  });

  it("creating it again with the same Idempotency-Key returns the first answer", async () => {
    const options = { token: org.owner, body: { url: receiver.url, types: ["*"] }, headers: { "Idempotency-Key": "one" } };
    const [first, second] = [await api.call("POST", "webhooks", options), await api.call("POST", "webhooks", options)];
    expect(second.text).toBe(first.text);
    expect((await api.call("GET", "webhooks", { token: org.owner })).body.data).toHaveLength(1);
  });
});
