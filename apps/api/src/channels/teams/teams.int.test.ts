import { type Receiver, startReceiver } from "@agentlattice/test-kit/receiver";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi } from "../../testing/api-fixture.ts";
import { gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 9_000 };
let api: TestApi;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  api = await startTestApi({ AL_EGRESS_ALLOW: receiver.target, AL_CONSOLE_URL: "https://console.acme.test" });
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

it("sends a Workflow an Adaptive Card with escaped texts and the link to the console", async () => {
  const org = await api.createOrg();
  const approval = { summary: "{title}", notify: ["teams:releases"] };
  await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.*"] }, approval }));
  const body = { kind: "teams", name: "releases", url: `${receiver.url}/workflow`, types: [] };
  const made = await api.call("POST", "webhooks", { token: org.owner, body });
  expect(made).toMatchObject({ status: 201, body: { kind: "teams", secret: null, secret_hint: "…flow" } });
  const { ask, decide } = gateOf(api.call, org);
  const { approval_id } = await ask({ action_type: "pr.merge", metadata: { title: "[click](https://evil.test) **now**" } });
  await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), SOON);
  const message = JSON.parse(receiver.messages[0]?.body ?? "");
  expect(message).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.5",
          actions: [{ type: "Action.OpenUrl", url: `https://console.acme.test/approvals/${approval_id}` }],
        },
      },
    ],
  });
  expect(JSON.stringify(message)).not.toMatch(/https:\/\/evil|\*\*now|\[click\]\(/);
  await decide(approval_id, "approve");
  await api.call("POST", `webhooks/${made.body.id}/test`, { token: org.owner });
  await vi.waitFor(() => expect(receiver.messages).toHaveLength(2), SOON);
  expect(receiver.messages[1]?.body).toContain("reach this channel");
});

it("never returns the URL of a Workflow, and keeps it when the shown URL is sent back", async () => {
  receiver.messages.length = 0;
  const org = await api.createOrg();
  const stored = `${receiver.url}/first?sp=triggers&sig=CANARY0001`;
  const shown = `${receiver.url}/...0001`;
  const once = { "Idempotency-Key": "one-workflow" };
  const create = () => org.post("webhooks", { kind: "teams", name: "ops", url: stored, types: [] }, org.owner, once);
  const { id } = (await create()).body;
  const path = `webhooks/${id}`;
  const patch = (body: object) => api.call("PATCH", path, { token: org.owner, body });
  const answers = [await create(), await org.get("webhooks"), await org.get(path), await patch({ url: shown, name: "releases" })];
  for (const { text, status } of answers) {
    expect(status).toBeLessThan(300);
    expect(text).toContain(JSON.stringify(shown));
    expect(text).not.toContain("CANARY");
  }
  const test = async (count: number) => {
    await org.post(`${path}/test`);
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(count), SOON);
    return receiver.messages[count - 1]?.path;
  };
  expect(await test(1)).toBe("/first?sp=triggers&sig=CANARY0001");
  expect((await patch({ url: `${receiver.url}/second` })).body.url).toBe(`${receiver.url}/...cond`);
  expect(await test(2)).toBe("/second");
});

it("announces a request whose policy names only the console to webhooks, not to a channel of all requests", async () => {
  receiver.messages.length = 0;
  const org = await api.createOrg();
  await org.publish(policy("quiet", { effect: "approve", match: { actions: ["quiet.run"] }, approval: { notify: ["console"] } }));
  await org.publish(policy("loud", { effect: "approve", match: { actions: ["loud.run"] } }));
  const { id } = (await org.post("webhooks", { kind: "teams", name: "all", url: `${receiver.url}/all` })).body;
  await org.post("webhooks", { name: "events", url: `${receiver.url}/events`, types: ["approval.requested"] });
  const { ask } = gateOf(api.call, org);
  for (const action_type of ["quiet.run", "loud.run"]) await ask({ action_type });
  await vi.waitFor(() => expect(receiver.messages.map(({ path }) => path).sort()).toEqual(["/all", "/events", "/events"]), SOON);
  // Both requests were routed before the message of the second one was sent.
  expect((await org.get(`webhooks/${id}/deliveries`)).body.data).toHaveLength(1);
  expect(receiver.messages.find(({ path }) => path === "/all")?.body).toContain("loud.run");
});

it("announces a release by one person alone to the Workflow that the policy names, until it is reviewed", async () => {
  receiver.messages.length = 0;
  const org = await api.createOrg();
  await org.publish(policy("asks", { effect: "approve", match: { actions: ["pr.*"] }, approval: { notify: ["teams:ops"] } }));
  for (const name of ["ops", "others"]) {
    const body = { kind: "teams", name, url: `${receiver.url}/${name}`, types: [] };
    expect((await api.call("POST", "webhooks", { token: org.owner, body })).status).toBe(201);
  }
  const admin = await org.addMember("admin");
  const gate = gateOf(api.call, org);
  const { approval_id } = await gate.ask({ action_type: "pr.merge" });
  await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), SOON);
  const body = { reason: "Outage.", digest: (await gate.read(approval_id)).body.digest, password: PASSWORD };
  expect((await api.call("POST", `approvals/${approval_id}/break-glass`, { token: admin.token, body })).status).toBe(200);
  await vi.waitFor(() => expect(receiver.messages).toHaveLength(2), SOON);
  expect(receiver.messages.map(({ path }) => path)).toEqual(["/ops", "/ops"]);
  const card = receiver.messages[1]?.body ?? "";
  for (const shown of ["Emergency release", "Pat admin released this request alone", "Read and review"]) expect(card).toContain(shown);
  expect(card).not.toContain("Expires");
});

it.each([
  [{ kind: "teams", types: [] }, "url"],
  [{ kind: "slack", channel: "C1", types: [] }, "token"],
  [{ kind: "slack", channel: "#ops", token: "xoxb-1" }, "channel"],
  [{ kind: "slack", channel: "C1", token: "xoxp-1" }, "token"],
  [{ kind: "webhook", url: "https://a.test" }, "types"],
  [{ kind: "webhook", url: "https://a.test", types: [], token: "xoxb-1" }, "token"],
  [{ kind: "fax", url: "https://a.test", types: [] }, "kind"],
])("refuses %j because of %s", async (body, path) => {
  const org = await api.createOrg();
  expect((await api.call("POST", "webhooks", { token: org.owner, body })).body).toMatchObject({
    code: "INVALID_REQUEST",
    errors: [{ path }],
  });
});
