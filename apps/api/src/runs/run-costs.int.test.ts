import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let org: TestOrg;
let served: ServedApi;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("calls", { match: { actions: ["model.call", "doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});

interface Row {
  type: string;
  kind: string;
  correlation_id: string;
}
const createRun = async (body: object = {}) => (await org.post("runs", body, org.agentKey)).body.id as string;
const send = (run: string, events: object[], headers = {}) => org.post(`runs/${run}/events`, { events }, org.agentKey, headers);
const rowsOf = async (run: string): Promise<Row[]> => (await org.get(`runs/${run}/events`)).body.data;
const costOf = async (run: string) => (await org.get(`costs?run=${run}`)).body.total;

describe("the timeline of a run", () => {
  it("has a correlation id in every row, which joins an approval with what ran", async () => {
    const run = await createRun();
    const gate = gateOf(api.call, org);
    await send(run, [{ type: "run.started" }]);
    const asked = await gate.ask({ action_type: "pr.merge", run_id: run });
    await gate.decide(asked.approval_id, "approve");
    await gate.collect(asked.approval_id);
    const correlation_id = asked.decision.correlation_id;
    expect(correlation_id).toMatch(/^cor_/);
    await send(run, [{ type: "tool.completed", correlation_id, data: { tool: "merge", success: true } }, { type: "run.completed" }]);
    await org.post(`actions/${asked.audit_event_id}/report`, { status: "success" }, org.agentKey);
    const rows = await rowsOf(run);
    expect(rows.map(({ type, correlation_id: named }) => [type, named === correlation_id])).toEqual([
      ["run.started", false],
      ["approval.requested", true],
      ["approval.decided", true],
      ["action.executed", true],
      ["tool.completed", true],
      ["run.completed", false],
      ["action.reported", true],
    ]);
    // What is about no action has the correlation of the run.
    const others = new Set(rows.filter(({ type }) => type.startsWith("run.")).map(({ correlation_id: named }) => named));
    expect([...others]).toEqual([run.replace("run_", "cor_")]);
  });

  it("takes the caller's own correlation id, and refuses one of another run", async () => {
    const [run, other] = [await createRun(), await createRun()];
    const submit = (id: string, correlation_id: string) => org.submit("doc.read", { run_id: id, correlation_id });
    await submit(run, "order-1842");
    const { body: newest } = await submit(run, "order-1842");
    const { body: elsewhere } = await submit(other, "order-9");
    expect((await send(run, [{ type: "tool.completed", correlation_id: "order-1842" }])).status).toBe(200);
    expect((await rowsOf(run)).at(-1)?.correlation_id).toBe(newest.audit_event_id.replace("evt_", "cor_"));
    for (const correlation_id of ["order-9", elsewhere.audit_event_id.replace("evt_", "cor_"), "nobody's", `cor_${"0".repeat(26)}`]) {
      const answer = await send(run, [{ type: "run.paused" }, { type: "tool.completed", correlation_id }]);
      expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([422, "INVALID_REQUEST", "events.1.correlation_id"]);
    }
    expect((await rowsOf(run)).map(({ type }) => type)).toEqual(["action.executed", "action.executed", "tool.completed"]);
  });
});

describe("events about components", () => {
  it.each(["skill.registered", "mcp.connected", "mcp.error"])("%s is an event of a run, and an entry of the ledger", async (type) => {
    const run = await createRun();
    const data = type === "skill.registered" ? { skill: "summarise", version: "1.2" } : { server: "github", more: [1] };
    expect((await send(run, [{ type, data }])).status).toBe(200);
    expect((await rowsOf(run)).at(-1)).toMatchObject({ type, kind: "lifecycle", data });
    const recorded = await org.post("events", { kind: type, data, run_id: run }, org.agentKey);
    expect(recorded).toMatchObject({ status: 201, body: { kind: type } });
    const { data: found } = (await org.get(`audit/events?kind=${type}`)).body;
    expect(found).toMatchObject([{ id: recorded.body.id, kind: "app.recorded", event_types: ["app.recorded", type] }]);
    expect((await send(run, [{ type, data: { server: 5, skill: 5 } }])).status).toBe(422);
  });

  it("are the only kinds without app.", async () => {
    for (const kind of ["mcp.disconnected", "action.executed", "skill.denied", "run.started"])
      expect((await org.post("events", { kind }, org.agentKey)).status).toBe(422);
  });
});

describe("the cost of a run", () => {
  it("is in /costs, its records and its export, once", async () => {
    const run = await createRun({ session_id: "chat-7" });
    const key = { "idempotency-key": "once" };
    const events = [
      { type: "llm.completed", data: { model: "gpt-5", input_tokens: 1840, output_tokens: 212, usd: "0.0184" } },
      { type: "tool.completed", data: { tool: "search", usd: "0.10" } },
      { type: "llm.completed", data: { model: "gpt-5", input_tokens: 5 } },
      { type: "run.completed" },
    ];
    expect((await send(run, events, key)).status).toBe(200);
    expect((await send(run, events, key)).status).toBe(200);
    expect(await costOf(run)).toEqual({ usd: "0.1184", requests: 2, unknown: 0, tokens: 2052 });
    expect((await org.get("costs?session=chat-7")).body.total.usd).toBe("0.1184");
    const { data } = (await org.get(`costs/records?run=${run}`)).body;
    expect(data).toHaveLength(2);
    expect(data.find(({ usd }: { usd: string }) => usd === "0.0184")).toMatchObject({
      run_id: run,
      audit_event_id: null,
      model: "gpt-5",
      basis: "stated",
      input_tokens: 1840,
    });
    expect((await org.get("costs?group_by=run")).body.groups).toContainEqual(expect.objectContaining({ key: run, usd: "0.1184" }));
    expect((await org.get(`costs/export?format=csv&run=${run}`)).text).toContain("0.0184");
    // Costs of runs are statements: no budget is charged, and the ledger has no entry of them.
    expect((await org.get(`audit/events?run_id=${run}`)).body.data).toEqual([]);
  });

  it("is stated once for an action: the first statement counts", async () => {
    const run = await createRun();
    const call = async () => (await org.submit("model.call", { model: { name: "gpt-5" }, run_id: run })).body;
    const event = (id: string, usd: string) => ({ type: "llm.completed", correlation_id: id, data: { usd } });
    const [first, second] = [await call(), await call()];
    await org.post(`actions/${first.audit_event_id}/report`, { status: "success", usage: { usd: "0.5" } }, org.agentKey);
    await send(run, [event(first.decision.correlation_id, "0.6"), event(second.decision.correlation_id, "0.25")]);
    await org.post(`actions/${second.audit_event_id}/report`, { status: "success", usage: { usd: "0.26" } }, org.agentKey);
    expect(await costOf(run)).toMatchObject({ usd: "0.75", requests: 2 });
  });

  it("is stated with the SDK, which correlates events and reports components", async () => {
    const al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
    const errors: unknown[] = [];
    let id = "";
    await al.run({ name: "nightly", onError: (error) => errors.push(error) }, async (run) => {
      id = run.id as string;
      run.mcpConnected({ server: "github", tools: 12 });
      run.skillRegistered({ skill: "summarise" });
      const { decision } = await al.gate("doc.read", { runId: id, correlationId: "step-1" });
      run.tool({ tool: "read", usd: "0.02" }, { correlationId: decision?.correlationId ?? "" });
      run.mcpError({ server: "github", reason: "closed" });
    });
    expect(errors).toEqual([]);
    const rows = await rowsOf(id);
    expect(rows.map(({ type }) => type)).toEqual([
      "run.started",
      ...["action.executed", "mcp.connected", "skill.registered", "tool.completed", "mcp.error", "run.completed"],
    ]);
    const of = (type: string) => rows.find((row) => row.type === type)?.correlation_id;
    expect(of("tool.completed")).toBe(of("action.executed"));
    expect((await costOf(id)).usd).toBe("0.02");
    await al.audit.log("mcp.connected", { server: "github" });
  });
});
