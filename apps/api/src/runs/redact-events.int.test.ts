import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const TOKEN = `ghp_${"aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"}`;
const MAIL = "ada.lovelace@example.com";
let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const post = (path: string, body: object, of = org) => api.call("POST", path, { token: of.agentKey, body });
const newRun = async (of = org) => (await post("runs", {}, of)).body.id as string;
const eventsOf = (run: string, of = org) => api.call("GET", `runs/${run}/events`, { token: of.owner });
const entryOf = (id: string, of = org) => api.call("GET", `audit/events/${id}`, { token: of.owner });

it("redacts credentials from events of a run", async () => {
  const run = await newRun();
  const answer = await post(`runs/${run}/events`, {
    events: [
      { type: "run.started" },
      {
        type: "tool.completed",
        data: { tool: "git", success: true, output: `remote: ${TOKEN}`, env: { GITHUB_TOKEN: TOKEN }, [TOKEN]: 1 },
      },
      { type: "llm.completed", data: { model: "gpt-5", input_tokens: 7, usd: "0.01" } },
    ],
  });
  expect(answer.body).toMatchObject({ accepted: 3, first_run_seq: 1 });
  expect(answer.body.findings).toEqual(
    expect.arrayContaining([expect.objectContaining({ module: "secrets", path: "events.1.data.output", policy: "default" })]),
  );
  expect(answer.text).not.toContain(TOKEN);
  const { body, text } = await eventsOf(run);
  expect(text).not.toContain(TOKEN);
  expect(body.data[1].data).toMatchObject({ tool: "git", success: true, output: expect.stringMatching(/^remote: \[REDACTED:/) });
  expect(body.data[2].data).toEqual({ model: "gpt-5", input_tokens: 7, usd: "0.01" });
});

it("redacts credentials from recorded events, and names the findings in the entry", async () => {
  const event = { kind: "app.deployed", data: { log: `token ${TOKEN}`, version: 3 }, subject: `release ${TOKEN}` };
  const { status, body } = await post("events", event);
  expect(status).toBe(201);
  expect(body.findings.map(({ path }: { path: string }) => path).sort()).toEqual(["data.log", "subject"]);
  expect(JSON.parse(body.receipt.entry).data.event_types).toEqual(["app.recorded", "guardrail.detected", "guardrail.redacted"]);
  const entry = await entryOf(body.id);
  expect(entry.text).not.toContain(TOKEN);
  expect(entry.body.payloads[0].value).toMatchObject({ kind: "app.deployed", data: { version: 3 } });
});

it("keeps personal data until a policy scans for it", async () => {
  const own = await api.createOrg("Own");
  const record = async () => {
    const { body } = await post("events", { kind: "app.mailed", data: { to: MAIL } }, own);
    const run = await newRun(own);
    await post(`runs/${run}/events`, { events: [{ type: "tool.completed", data: { to: MAIL } }] }, own);
    return (await entryOf(body.id, own)).text + (await eventsOf(run, own)).text;
  };
  expect((await record()).split(MAIL)).toHaveLength(3);
  await own.publish(policy("privacy", { match: { actions: ["mail.*"] }, effect: "allow", modules: { pii: {} } }));
  expect(await record()).not.toContain(MAIL);
});

it("redacts credentials from the name and the metadata of a run", async () => {
  const metadata = { trigger: "schedule", env: { GITHUB_TOKEN: TOKEN }, note: `as ${TOKEN}` };
  const headers = { "idempotency-key": "run-with-token" };
  const create = () => api.call("POST", "runs", { token: org.agentKey, headers, body: { name: `deploy ${TOKEN}`, metadata } });
  const created = await create();
  expect(created.status, created.text).toBe(201);
  expect(created.text).not.toContain(TOKEN);
  expect(created.body).toMatchObject({ name: expect.stringMatching(/^deploy \[REDACTED:/), metadata: { trigger: "schedule" } });
  const paths = created.body.findings.map(({ path }: { path: string }) => path);
  expect(new Set(paths)).toEqual(new Set(["name", "metadata.env.GITHUB_TOKEN", "metadata.note"]));
  expect((await create()).body).toEqual(created.body);
  for (const path of [`runs/${created.body.id}`, "runs", `graph?root=${created.body.id}`])
    expect((await api.call("GET", path, { token: org.owner })).text, path).not.toContain(TOKEN);
  const { name, metadata: stored } = (await api.call("GET", `runs/${created.body.id}`, { token: org.owner })).body;
  expect({ name, metadata: stored }).toEqual({ name: created.body.name, metadata: created.body.metadata });
});

it("keeps personal data in the metadata of a run until a policy scans for it", async () => {
  const own = await api.createOrg("Metadata");
  const create = async () => (await post("runs", { name: "mail", metadata: { to: MAIL } }, own)).text;
  expect(await create()).toContain(MAIL);
  await own.publish(policy("privacy", { match: { actions: ["mail.*"] }, effect: "allow", modules: { pii: {} } }));
  expect(await create()).not.toContain(MAIL);
});

it("scans large events on other threads, and answers other requests meanwhile", async () => {
  const run = await newRun();
  const filler = "lorem ipsum dolor sit amet ".repeat(2_000);
  const events = Array.from({ length: 12 }, () => ({ type: "tool.completed", data: { output: `${filler}${TOKEN}` } }));
  const [answer, ...others] = await Promise.all([
    post(`runs/${run}/events`, { events }),
    ...Array.from({ length: 5 }, () => api.call("GET", "whoami", { token: org.agentKey })),
  ]);
  expect(answer.body).toMatchObject({ accepted: 12 });
  expect(others.every(({ status }) => status === 200)).toBe(true);
  expect((await eventsOf(run)).text).not.toContain(TOKEN);
});

it("returns the first answer for a repeated request", async () => {
  const send = () =>
    api.call("POST", "events", {
      token: org.agentKey,
      headers: { "idempotency-key": "deploy-1" },
      body: { kind: "app.deployed", data: { log: TOKEN } },
    });
  const [first, second] = [await send(), await send()];
  expect(second.body).toMatchObject({ id: first.body.id, findings: first.body.findings });
  expect(second.headers.get("idempotency-replayed")).toBe("true");
});
