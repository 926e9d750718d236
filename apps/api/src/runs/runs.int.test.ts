import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
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
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const createRun = async (body: object = {}, token = org.agentKey) => api.call("POST", "runs", { token, body });
const submit = (run_id: string, token = org.agentKey, path = "actions") =>
  api.call("POST", path, { token, body: path === "evaluate" ? { tool: "search", run_id } : { action_type: "doc.read", run_id } });

describe("a run", () => {
  it("is returned as created to its agent and to people", async () => {
    const created = await createRun({ name: "nightly", session_id: "s-1", metadata: { trigger: "schedule", n: 1 } });
    expect(created.status, created.text).toBe(201);
    expect(created.body).toMatchObject({
      agent: { id: org.agentId, name: "release-bot" },
      environment: "prod",
      name: "nightly",
      session_id: "s-1",
      metadata: { trigger: "schedule", n: 1 },
    });
    expect(created.body.id).toMatch(/^run_[0-9a-z]{26}$/);
    for (const token of [org.agentKey, org.owner]) {
      const read = await api.call("GET", `runs/${created.body.id}`, { token });
      expect(read.body).toEqual(created.body);
    }
  });

  it("is created once per Idempotency-Key", async () => {
    const call = () => api.call("POST", "runs", { token: org.agentKey, body: { name: "once" }, headers: { "idempotency-key": "run-1" } });
    const [first, second] = [await call(), await call()];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("stores no text of the caller in clear", async () => {
    await createRun({ name: "Zebra Crossing", session_id: "quagga-session", metadata: { okapi: "secret okapi" } });
    const rows = await api.database.inspect<{ text: string }>("SELECT encode(details, 'escape') AS text FROM app.run");
    expect(rows.map(({ text }) => text).join()).not.toMatch(/Zebra|quagga|okapi/);
  });

  it("refuses metadata over 16 KiB, unknown fields and a name with control characters", async () => {
    for (const body of [{ metadata: { a: "x".repeat(17_000) } }, { surplus: 1 }, { name: "a\u0000b" }, { session_id: "" }]) {
      const answer = await createRun(body);
      expect(answer.body, JSON.stringify(body).slice(0, 60)).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    }
  });
});

describe("an action that names a run", () => {
  it("is decided when the agent or an agent above it created the run", async () => {
    const { id } = (await createRun()).body;
    expect((await submit(id)).body).toMatchObject({ status: "executed" });
    const child = await delegate(api, org.agentKey, { name: "reader", capabilities: ["doc.*"] });
    expect((await submit(id, child.key)).body).toMatchObject({ status: "executed" });
  });

  it.each(["actions", "actions/check", "evaluate"])("is refused at %s for an unknown run, with the way to create one", async (path) => {
    const answer = await submit("run_01h455vb4pex5vsknk084sn02q", org.agentKey, path);
    expect(answer.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(answer.body.detail).toContain("POST /runs");
    expect(answer.body.detail).toContain("session_id");
  });

  it("is refused for a run of another organisation, agent or environment", async () => {
    const foreign = (await createRun({}, other.agentKey)).body.id;
    const dev = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "d", environment: "dev" } })).body;
    const devRun = (await createRun({}, dev.api_key)).body.id;
    const { id: agentId } = (await api.call("POST", "agents", { token: org.owner, body: { name: "second", capabilities: ["*"] } })).body;
    const { api_key } = (await api.call("POST", `agents/${agentId}/keys`, { token: org.owner, body: { name: "k" } })).body;
    const second = (await createRun({}, api_key)).body.id;
    for (const id of [foreign, devRun, second]) {
      expect((await submit(id)).status).toBe(404);
      expect((await api.call("GET", `runs/${id}`, { token: org.agentKey })).status).toBe(404);
    }
  });

  it("records nothing when it is refused", async () => {
    const before = (await api.call("GET", "audit/events", { token: org.owner })).body.data[0].seq;
    await submit("run_01h455vb4pex5vsknk084sn02q");
    expect((await api.call("GET", "audit/events", { token: org.owner })).body.data[0].seq).toBe(before);
  });

  it("is created and named through the SDK", async () => {
    const al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
    const run = await al.createRun({ name: "from the SDK", sessionId: "s", metadata: { a: 1 } });
    expect(run).toMatchObject({ name: "from the SDK", sessionId: "s" });
    expect(await al.execute("doc.read", { runId: run.id })).toMatchObject({ status: "executed" });
    await expect(al.execute("doc.read", { runId: "run_01h455vb4pex5vsknk084sn02q" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
