import { type FakeSlack, signSlack, startFakeSlack } from "@agentlattice/test-kit/fake-slack";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";
import { changeMembers, TWO_DAYS_AGO } from "../../testing/change-members.ts";
import { type Gate, gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 9_000 };
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const TOKEN = "xoxb-17653672481-fake";
type Person = Awaited<ReturnType<TestOrg["addMember"]>>;
let api: TestApi;
let slack: FakeSlack;
let org: TestOrg;
let gate: Gate;
let ana: Person;
let hook: string;
let users = 0;

beforeAll(async () => {
  slack = await startFakeSlack();
  api = await startTestApi({
    AL_EGRESS_ALLOW: slack.target,
    AL_SLACK_API_URL: slack.url,
    AL_SLACK_CLIENT_ID: "1.2",
    AL_SLACK_CLIENT_SECRET: "slack-client-secret",
    AL_SLACK_SIGNING_SECRET: SECRET,
    AL_CONSOLE_URL: "https://console.acme.test",
  });
  await api.startProcess();
});
afterAll(async () => {
  await api.close();
  await slack.close();
});
beforeEach(async () => {
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
  slack.calls.length = 0;
  slack.statuses.length = 0;
  const body = { kind: "slack", name: "ops", channel: "C024BE91L", token: TOKEN, types: [] };
  hook = (await api.call("POST", "webhooks", { token: org.owner, body })).body.id;
});

const publish = (approval: object = {}, metadata: object = {}, spec: object = {}) =>
  org.publish(
    policy(
      "release-rule",
      {
        effect: "approve",
        match: { actions: ["pr.*"] },
        approval: { approvers: ["role:operator"], notify: ["slack:#ops"], ...approval },
        ...spec,
      },
      metadata,
    ),
  );
const ask = (metadata: object = { n: 7 }) => gate.request({ action_type: "pr.merge", metadata });
const callsOf = (method: string) => slack.calls.filter((call) => call.method === method);
const nth = (method: string, count: number) =>
  vi.waitFor(() => {
    const found = callsOf(method);
    expect(found.length).toBeGreaterThanOrEqual(count);
    return found[count - 1] as (typeof found)[number];
  }, SOON);
const statusOf = async (id: string) => (await gate.read(id)).body.status;
const buttonsOf = (blocks: string) =>
  (JSON.parse(blocks) as { type: string; elements?: { action_id: string; value?: string; url?: string }[] }[]).flatMap((block) =>
    block.type === "actions" ? (block.elements ?? []) : [],
  );

async function link(person: Person) {
  const user = `U${++users}AB`;
  const { authorize_url } = (await api.call("POST", "slack/link", { token: person.token })).body;
  const state = new URL(authorize_url).searchParams.get("state");
  slack.codes.set(`code-${user}`, { team: "T1", user });
  const done = await api.call("POST", "slack/link/complete", { token: person.token, body: { code: `code-${user}`, state } });
  expect(done.body).toEqual({ configured: true, linked: true });
  return user;
}

/** Returns the id of the newest message in a channel. */
const postedIn = (channel: string) => callsOf("chat.postMessage").findLast(({ form }) => form.channel === channel)?.ts ?? undefined;

function click({
  user,
  value,
  action = "al_approve",
  reason,
  channel = "C024BE91L",
  ts = postedIn(channel),
}: {
  user: string;
  value: string | undefined;
  action?: string;
  reason?: string;
  channel?: string;
  ts?: string | undefined;
}) {
  const payload = {
    type: "block_actions",
    user: { id: user },
    team: { id: "T1" },
    container: { channel_id: channel, message_ts: ts },
    actions: [{ action_id: action, value }],
    state: { values: { al_reason: { al_reason_text: { value: reason ?? null } } } },
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
const send = async (body: string, headers = signSlack(SECRET, body)) => {
  const response = await api.app.request("/api/v1/slack/interactions", { method: "POST", body, headers });
  const text = await response.text();
  return { status: response.status, code: text ? JSON.parse(text).code : null };
};
const approveValue = async () =>
  buttonsOf((await nth("chat.postMessage", 1)).form.blocks ?? "").find((one) => one.action_id === "al_approve")?.value;

describe("a request in Slack", () => {
  it("is posted with its arguments, decided by the click of a linked person, and shows the decision", async () => {
    await publish({ summary: "merge {n}" });
    const user = await link(ana);
    const submission = { action_type: "pr.merge", before: "a\nb", after: "a\nc", tool: { name: "git", arguments: { force: true } } };
    const { approval_id: id } = await gate.ask({ ...submission, metadata: { n: 7, note: "<!channel> \u202e*x*" } });
    const { token, form } = await nth("chat.postMessage", 1);
    expect(token).toBe(TOKEN);
    expect(form).toMatchObject({ channel: "C024BE91L", text: "Approval needed: release-rule, prod, medium risk" });
    for (const shown of ["merge 7", "-b", "+c", "[U+202E]", "force"]) expect(form.blocks).toContain(shown);
    expect(form.blocks).not.toContain("mrkdwn");
    const body = click({ user, value: await approveValue() });
    expect(await send(body)).toEqual({ status: 200, code: null });
    expect(await statusOf(id)).toBe("approved");
    const update = await nth("chat.update", 1);
    expect(update.form.ts).toBe("1700000000.000001");
    expect(update.form.blocks).toContain("Approved by Pat operator");
    expect(buttonsOf(update.form.blocks ?? "").map(({ action_id }) => action_id)).toEqual(["al_open"]);
    const [delivery] = (await api.call("GET", `webhooks/${hook}/deliveries`, { token: org.owner })).body.data;
    expect(delivery).toMatchObject({ type: "approval.requested" });
    expect(callsOf("chat.postMessage")).toHaveLength(1);
  });

  it.each([
    ["metadata", { metadata: { text: "x".repeat(3_000) } }],
    ["content", { content: "x".repeat(3_000) }],
    ["a change", { before: "", after: "x\n".repeat(3_000) }],
  ])("with %s that is too long for the message has no buttons", async (_, part) => {
    await publish();
    await gate.ask({ action_type: "pr.merge", ...part });
    const buttons = buttonsOf((await nth("chat.postMessage", 1)).form.blocks ?? "");
    expect(buttons.map(({ action_id }) => action_id)).toEqual(["al_open"]);
  });

  it("is updated after a decision in the console, and a later click gets the decider", async () => {
    await publish();
    const user = await link(ana);
    const bob = await org.addMember("operator");
    const id = await ask();
    const value = await approveValue();
    await gate.decide(id, "deny", { token: bob.token });
    expect((await nth("chat.update", 1)).form.blocks).toContain("Denied by Pat operator");
    expect((await send(click({ user, value }))).status).toBe(200);
    const { form } = await nth("chat.postEphemeral", 1);
    expect(form.user).toBe(user);
    expect(form.blocks).toContain("ALREADY_DECIDED");
    expect(await statusOf(id)).toBe("denied");
  });

  it("requires a reason for a denial, as in the console", async () => {
    await publish();
    const user = await link(ana);
    const id = await ask();
    const value = await approveValue();
    await send(click({ user, value, action: "al_deny" }));
    expect((await nth("chat.postEphemeral", 1)).form.blocks).toContain("REASON_REQUIRED");
    await send(click({ user, value, action: "al_deny", reason: "Not on Friday." }));
    expect((await gate.read(id)).body).toMatchObject({ status: "denied" });
  });

  it("counts clicks towards the quorum", async () => {
    await publish({ quorum: 2 });
    const bob = await org.addMember("operator");
    const [first, second] = [await link(ana), await link(bob)];
    const id = await ask();
    const value = await approveValue();
    await send(click({ user: first, value }));
    expect(await statusOf(id)).toBe("pending");
    const again = click({ user: first, value, reason: "again" });
    await send(again);
    expect((await nth("chat.postEphemeral", 1)).form.blocks).toContain("ALREADY_VOTED");
    await send(click({ user: second, value }));
    expect(await statusOf(id)).toBe("approved");
  });

  it.each([
    ["high risk", {}, { labels: { risk: "high" } }, "STEP_UP_REQUIRED"],
    ["step-up", { step_up: true }, {}, "STEP_UP_REQUIRED"],
    ["evidence", { evidence: "passkey" }, {}, "EVIDENCE_REQUIRED"],
  ])("of %s links to the console only, and a click is refused", async (_, approval, metadata, code) => {
    await publish(approval, metadata);
    await expectConsoleOnly(code);
  });

  it("that extends a budget links to the console only, and a click is refused", async () => {
    const limits = [{ budget: { calls: 1, per: "day", at_cap: "ask", extend: { max: 5 } } }];
    await publish({}, {}, { effect: "allow", limits });
    expect((await gate.ask({ action_type: "pr.merge" })).status).toBe("executed");
    await expectConsoleOnly("EXTENSION_REQUIRED");
  });

  const expectConsoleOnly = async (code: string) => {
    await changeMembers(api.database, { roleSince: TWO_DAYS_AGO() });
    const user = await link(ana);
    const id = await ask();
    const buttons = buttonsOf((await nth("chat.postMessage", 1)).form.blocks ?? "");
    expect(buttons).toEqual([expect.objectContaining({ action_id: "al_open", url: `https://console.acme.test/approvals/${id}` })]);
    const { digest } = (await gate.read(id)).body;
    await send(click({ user, value: JSON.stringify([org.orgId, id, digest]) }));
    const { blocks = "" } = (await nth("chat.postEphemeral", 1)).form;
    expect(blocks).toContain(code);
    expect(buttonsOf(blocks)).toEqual(buttons);
    expect(await statusOf(id)).toBe("pending");
  };

  it("is retried while Slack fails, and posted once", async () => {
    await publish();
    slack.statuses.push(500);
    await ask();
    await nth("chat.postMessage", 1);
    await vi.waitFor(async () => {
      const [delivery] = (await api.call("GET", `webhooks/${hook}/deliveries`, { token: org.owner })).body.data;
      expect(delivery).toMatchObject({ status: "pending", attempts: 1, response_code: 500 });
    }, SOON);
    await api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");
    await nth("chat.postMessage", 2);
    expect(callsOf("chat.postMessage").map(({ form }) => form.metadata)).toHaveLength(2);
    expect(new Set(callsOf("chat.postMessage").map(({ form }) => form.metadata)).size).toBe(1);
  });
});

describe("a release by one person alone", () => {
  const release = async (id: string, token: string) => {
    const body = { reason: "Outage.", digest: (await gate.read(id)).body.digest, password: PASSWORD };
    expect((await api.call("POST", `approvals/${id}/break-glass`, { token, body })).status).toBe(200);
  };

  it("is announced with a new message in the channel that the policy names, which changes when it was reviewed", async () => {
    const other = { kind: "slack", name: "sales", channel: "C0SALES", token: TOKEN, types: [] };
    expect((await api.call("POST", "webhooks", { token: org.owner, body: other })).status).toBe(201);
    await publish();
    const admin = await org.addMember("admin");
    const id = await ask();
    await nth("chat.postMessage", 1);
    await release(id, admin.token);
    const { form } = await nth("chat.postMessage", 2);
    expect(form).toMatchObject({ channel: "C024BE91L", text: "Emergency release: release-rule, prod, medium risk" });
    expect(form.blocks).toContain("Pat admin released this request alone. Another person must review it by");
    expect(buttonsOf(form.blocks ?? "")).toEqual([
      expect.objectContaining({ action_id: "al_open", url: `https://console.acme.test/approvals/${id}` }),
    ]);
    const review = { token: ana.token, body: { comment: "It was needed." } };
    expect((await api.call("POST", `approvals/${id}/break-glass/review`, review)).status).toBe(200);
    await vi.waitFor(() => {
      const texts = callsOf("chat.update").map((call) => call.form.blocks ?? "");
      expect(texts.some((text) => text.includes("Emergency release, reviewed") && text.includes("Reviewed by Pat operator"))).toBe(true);
    }, SOON);
    expect(callsOf("chat.postMessage")).toHaveLength(2);
  });

  it("is also announced in a channel that receives all requests", async () => {
    await api.call("PATCH", `webhooks/${hook}`, { token: org.owner, body: { types: ["approval.requested"] } });
    await publish({ notify: ["email"] });
    const id = await ask();
    await nth("chat.postMessage", 1);
    await release(id, org.owner);
    expect((await nth("chat.postMessage", 2)).form.text).toContain("Emergency release");
  });
});

describe("a click", () => {
  it("in the channel of another workspace is answered by the bot of that workspace", async () => {
    const body = { kind: "slack", name: "sales", channel: "C0SALES", token: "xoxb-of-the-second-workspace", types: [] };
    expect((await api.call("POST", "webhooks", { token: org.owner, body })).status).toBe(201);
    await publish({ notify: ["slack:#ops", "slack:#sales"] });
    const { digest, id } = (await gate.read(await ask())).body;
    const value = JSON.stringify([org.orgId, id, digest]);
    await send(click({ user: "U0STRANGER", value, channel: "C0SALES" }));
    expect(await nth("chat.postEphemeral", 1)).toMatchObject({ token: body.token, form: { channel: "C0SALES" } });
    await send(click({ user: "U0STRANGER", value }));
    expect(await nth("chat.postEphemeral", 2)).toMatchObject({ token: TOKEN, form: { channel: "C024BE91L" } });
    await send(click({ user: "U0STRANGER", value, channel: "C0ELSEWHERE" }));
    expect(callsOf("chat.postEphemeral")).toHaveLength(2);
    await nth("chat.postMessage", 2);
    expect(new Set(callsOf("chat.postMessage").map(({ token, form }) => `${form.channel} ${token}`))).toEqual(
      new Set([`C024BE91L ${TOKEN}`, `C0SALES ${body.token}`]),
    );
  });

  it.each(["unlinked", "removed", "auditor"])("of a person who is %s decides nothing", async (who) => {
    await publish();
    const user = who === "unlinked" ? "U0STRANGER" : await link(ana);
    if (who === "removed") await api.call("DELETE", `members/${ana.userId}`, { token: org.owner });
    if (who === "auditor") await api.call("PATCH", `members/${ana.userId}`, { token: org.owner, body: { role: "auditor" } });
    await org.addMember("operator");
    const id = await ask();
    await send(click({ user, value: await approveValue() }));
    expect((await nth("chat.postEphemeral", 1)).form.blocks).toMatch(who === "auditor" ? /FORBIDDEN/ : /SLACK_NOT_LINKED/);
    expect(await statusOf(id)).toBe("pending");
  });

  it("in another message than the one that was sent for the request decides nothing", async () => {
    await publish();
    const user = await link(ana);
    const id = await ask();
    const value = await approveValue();
    const own = postedIn("C024BE91L");
    await ask();
    await nth("chat.postMessage", 2);
    const other = postedIn("C024BE91L");
    expect(other).not.toBe(own);
    const clicks = [{ ts: "1700000000.999999" }, { ts: other }, { channel: "C0ELSEWHERE", ts: own }, { ts: "" }];
    for (const place of clicks) expect((await send(click({ user, value, ...place }))).status).toBe(200);
    expect(await statusOf(id)).toBe("pending");
    expect((await nth("chat.postEphemeral", 1)).form.blocks).toContain("SLACK_MESSAGE_UNKNOWN");
    await send(click({ user, value, ts: own }));
    expect(await statusOf(id)).toBe("approved");
  });

  it("in another organisation decides nothing", async () => {
    await publish();
    const user = await link(ana);
    const other = await api.createOrg();
    const id = await ask();
    const { digest } = (await gate.read(id)).body;
    await send(click({ user, value: JSON.stringify([other.orgId, id, digest]) }));
    expect(await statusOf(id)).toBe("pending");
  });

  it("is refused when it is forged, too old, replayed or malformed", async () => {
    const user = await link(ana);
    const body = click({ user, value: "x" });
    const old = Math.floor(Date.now() / 1_000) - 301;
    expect(await send(body, signSlack("another-secret-of-somebody", body))).toEqual({ status: 401, code: "SLACK_SIGNATURE_INVALID" });
    expect(await send(`${body}x`, signSlack(SECRET, body))).toEqual({ status: 401, code: "SLACK_SIGNATURE_INVALID" });
    expect(await send(body, { "content-type": "application/x-www-form-urlencoded" })).toEqual({
      status: 401,
      code: "SLACK_SIGNATURE_INVALID",
    });
    expect(await send("payload={", { ...signSlack(SECRET, body), "x-slack-signature": "v0=zz" })).toEqual({
      status: 401,
      code: "SLACK_SIGNATURE_INVALID",
    });
    expect(await send(body, signSlack(SECRET, body, old))).toEqual({ status: 401, code: "SLACK_REQUEST_EXPIRED" });
    expect(await send("payload=%7B")).toEqual({ status: 422, code: "INVALID_REQUEST" });
    const headers = signSlack(SECRET, body);
    expect(await send(body, headers)).toEqual({ status: 422, code: "INVALID_REQUEST" });
    expect(await send(body, headers)).toEqual({ status: 409, code: "SLACK_REQUEST_REPLAYED" });
    expect((await send("x".repeat(70_000))).code).toBe("PAYLOAD_TOO_LARGE");
  });
});

describe("a link of a Slack account", () => {
  it("belongs to the session that started it and is valid once", async () => {
    const bob = await org.addMember("operator");
    const start = async (person: Person) =>
      new URL((await api.call("POST", "slack/link", { token: person.token })).body.authorize_url).searchParams.get("state");
    const complete = (token: string, state: string | null, code = "c1") =>
      api.call("POST", "slack/link/complete", { token, body: { code, state } });
    slack.codes.set("c1", { team: "T1", user: "U0ANA" });
    const state = await start(ana);
    expect((await complete(bob.token, state)).body.code).toBe("SLACK_LINK_REFUSED");
    const other = await api.call("POST", "auth/sign-in", { body: { email: ana.email, password: PASSWORD, org_id: org.orgId } });
    expect((await complete(other.body.token, state)).body.code).toBe("SLACK_LINK_REFUSED");
    expect((await complete(ana.token, "made-up")).body.code).toBe("SLACK_LINK_REFUSED");
    expect((await complete(ana.token, state)).status).toBe(200);
    slack.codes.set("c1", { team: "T1", user: "U0ANA" });
    expect((await complete(ana.token, state)).body.code).toBe("SLACK_LINK_REFUSED");
    expect((await complete(bob.token, await start(bob))).body.code).toBe("SLACK_ACCOUNT_TAKEN");
    expect((await complete(bob.token, await start(bob), "unknown")).body.code).toBe("SLACK_LINK_REFUSED");
    expect((await api.call("DELETE", "slack/link", { token: ana.token })).status).toBe(204);
    expect((await api.call("GET", "slack/link", { token: ana.token })).body).toEqual({ configured: true, linked: false });
  });

  it("stores and returns no token, and neither does a channel", async () => {
    await link(ana);
    const read = await api.call("GET", "webhooks", { token: org.owner });
    expect(read.body.data).toMatchObject([
      { kind: "slack", name: "ops", secret_hint: "xoxb-…fake", url: "https://slack.com/app_redirect?channel=C024BE91L" },
    ]);
    const rows = await api.database.inspect<{ row: string }>(
      "SELECT e::text AS row FROM app.endpoint e UNION ALL SELECT s::text FROM app.slack_link s",
    );
    for (const text of [read.text, ...rows.map(({ row }) => row)]) expect(text).not.toMatch(/17653672481|xoxp/);
  });
});
