import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let other: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  other = await api.createOrg("Other");
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const SECRET = "Kj7vQ2m9Xw4tZr8s";
const record = (body: object, headers: Record<string, string> = {}, token = org.agentKey) =>
  api.call("POST", "events", { token, body, headers });
const entryOf = async (id: string) => (await api.call("GET", `audit/events/${id}`, { token: org.owner })).body;

describe("an event of a program", () => {
  it("is a ledger entry with name and data in a payload", async () => {
    const event = {
      kind: "app.invoice.sent",
      data: { note: SECRET },
      subject: "invoice-1842",
      session_id: "s-1",
      correlation_id: "order-7",
    };
    const { status, body, text } = await record(event);
    expect(status, text).toBe(201);
    expect(body).toMatchObject({ kind: "app.invoice.sent", receipt: { seq: expect.any(Number) } });
    const entry = await entryOf(body.id);
    expect(entry).toMatchObject({ kind: "app.recorded", environment: "prod" });
    const stored = await api.database.inspect<{ bytes: Buffer }>("SELECT bytes FROM app.ledger_entry WHERE kind = 'app.recorded'");
    expect(stored).toHaveLength(1);
    for (const hidden of [SECRET, "invoice", "order-7"]) expect(stored[0]?.bytes.toString("utf8")).not.toContain(hidden);
    expect(JSON.stringify(entry.payloads)).toContain(JSON.stringify(SECRET));
    expect(JSON.stringify(entry.payloads)).toContain("app.invoice.sent");
  });

  it("is recorded once per idempotency key, and a changed body is refused", async () => {
    const key = { "idempotency-key": "evt-once-1" };
    const first = await record({ kind: "app.once", data: { n: 1 } }, key);
    const again = await record({ kind: "app.once", data: { n: 1 } }, key);
    expect(again.body).toMatchObject({ id: first.body.id, recorded_at: first.body.recorded_at });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const changed = await record({ kind: "app.once", data: { n: 2 } }, key);
    expect([changed.status, changed.body.code]).toEqual([409, "IDEMPOTENCY_CONFLICT"]);
  });

  it("is recorded exactly once per call, for 60 concurrent calls", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => record({ kind: "app.parallel", data: { n } })));
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(201));
    expect(new Set(answers.map(({ body }) => body.receipt.seq)).size).toBe(60);
  });

  it("may name only a run of the agent", async () => {
    const run = (await api.call("POST", "runs", { token: org.agentKey, body: {} })).body.id;
    const { body } = await record({ kind: "app.step", run_id: run });
    expect((await entryOf(body.id)).data).toMatchObject({ run });
    const foreign = (await api.call("POST", "runs", { token: other.agentKey, body: {} })).body.id;
    expect((await record({ kind: "app.step", run_id: foreign })).status).toBe(404);
  });

  it.each([
    { kind: "pr.merge" },
    { kind: "app." },
    { kind: "app.Invoice" },
    { kind: `app.${"x".repeat(130)}` },
    { kind: "app.x", data: [] },
    { kind: "app.x", data: { big: "x".repeat(70_000) } },
    { kind: "app.x", colour: "red" },
    { kind: "app.x", run_id: "run_1" },
    {},
  ])("is refused as %j", async (body) => {
    const { status, body: answer } = await record(body);
    expect([status, answer.code]).toEqual([422, "INVALID_REQUEST"]);
  });

  it("can be recorded by agents only", async () => {
    for (const token of [org.owner, org.orgKey]) expect((await record({ kind: "app.x" }, {}, token)).status).toBe(403);
  });

  it("is sent by audit.log and track of the SDK", async () => {
    const al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
    const logged = await al.audit.log("app.sdk.logged", { n: 1 }, { subject: "x", sessionId: "s" });
    expect(logged).toMatchObject({ kind: "app.sdk.logged", receipt: { seq: expect.any(Number) } });
    const tracked = await al.track("sdk.tracked");
    expect(tracked.kind).toBe("app.sdk.tracked");
    const { events } = await al.audit({ kind: "app.recorded", limit: 2 });
    expect(events.map(({ id }) => id)).toEqual([tracked.id, logged.id]);
    await expect(al.audit.log("pr.merge")).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });
});
