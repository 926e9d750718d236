import { decodeId } from "@agentlattice/core";
import type { Answer } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate, type TestChild } from "../testing/delegate.ts";
import { gateOf } from "../testing/gate.ts";

const UNKNOWN = "run_01h455vb4pex5vsknk084sn02q";

let api: TestApi;
let org: TestOrg;
const tokens: Record<string, string> = {};
let revoked: TestChild;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("asks", { match: { actions: ["pay.*"] }, effect: "approve" }));
  const under = (token: string, name: string) => delegate(api, token, { name, capabilities: ["doc.*"] });
  const make = async (of: string, name: string) => {
    tokens[name] = (await under(tokens[of] as string, name)).key;
  };
  tokens.root = org.agentKey;
  await make("root", "parent");
  await make("parent", "starter");
  await make("starter", "child");
  await make("child", "grandchild");
  await make("parent", "sibling");
  await make("sibling", "nephew");
  await make("root", "uncle");
  await make("uncle", "cousin");
  revoked = await under(tokens.starter as string, "revoked");
  expect((await api.call("DELETE", `delegations/${revoked.id}`, { token: tokens.starter as string })).status).toBe(200);
  const { id } = (await org.post("agents", { name: "second", capabilities: ["*"] })).body;
  tokens.unrelated = (await org.post(`agents/${id}/keys`, { name: "k" })).body.api_key;
  tokens["root in dev"] = (await org.post(`agents/${org.agentId}/keys`, { name: "d", environment: "dev" })).body.api_key;
  tokens["other organisation"] = (await api.createOrg("Other")).agentKey;
});
afterAll(() => api.close());

const call = (method: "GET" | "POST", path: string, token: string, body?: object) =>
  api.call(method, path, { token, ...(body ? { body } : {}) });
const newRun = async (body: object = {}) => (await call("POST", "runs", tokens.starter as string, body)).body.id as string;
const events = (...types: string[]) => ({ events: types.map((type) => ({ type })) });

type Operation = (run: string, token: string) => Promise<Answer>;

const READS: Record<string, Operation> = {
  "GET /runs/{id}": (run, token) => call("GET", `runs/${run}`, token),
  "GET /runs/{id}/events": (run, token) => call("GET", `runs/${run}/events`, token),
  "GET /graph?root=": (run, token) => call("GET", `graph?root=${run}`, token),
};
const ACTS: Record<string, Operation> = {
  "append llm.completed": (run, token) => call("POST", `runs/${run}/events`, token, events("llm.completed", "tool.completed")),
  "POST /actions": (run, token) => call("POST", "actions", token, { action_type: "doc.read", run_id: run }),
  "POST /actions/check": (run, token) => call("POST", "actions/check", token, { action_type: "doc.read", run_id: run }),
  "POST /evaluate": (run, token) => call("POST", "evaluate", token, { tool: "search", run_id: run }),
  "POST /events": (run, token) => call("POST", "events", token, { kind: "app.step", run_id: run }),
  "POST /budgets/reserve": (run, token) => call("POST", "budgets/reserve", token, { calls: 1, run_id: run }),
  "POST /heartbeat": (run, token) => call("POST", "heartbeat", token, { client: "c", run_id: run }),
};
const CONTROLS: Record<string, Operation> = {
  "report the start": (run, token) => call("POST", `runs/${run}/events`, token, events("run.started")),
  pause: (run, token) => call("POST", `runs/${run}/events`, token, events("run.paused")),
  resume: (run, token) => call("POST", `runs/${run}/events`, token, events("run.resumed")),
  "end as completed": (run, token) => call("POST", `runs/${run}/events`, token, events("run.completed")),
  "end as failed": (run, token) => call("POST", `runs/${run}/events`, token, events("run.failed")),
  "end as cancelled": (run, token) => call("POST", `runs/${run}/events`, token, events("run.cancelled")),
};

type Outcome = "ok" | "FORBIDDEN" | "NOT_FOUND";

/** The access of each agent to a run of the starter: read it, act in it, control it. */
const RULES: Record<string, readonly [Outcome, Outcome, Outcome]> = {
  starter: ["ok", "ok", "ok"],
  parent: ["ok", "FORBIDDEN", "ok"],
  root: ["ok", "FORBIDDEN", "ok"],
  child: ["ok", "ok", "FORBIDDEN"],
  grandchild: ["ok", "ok", "FORBIDDEN"],
  sibling: ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  nephew: ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  uncle: ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  cousin: ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  unrelated: ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  "root in dev": ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
  "other organisation": ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
};
const CASES = Object.entries(RULES).flatMap(([who, outcomes]) =>
  [READS, ACTS, CONTROLS].flatMap((operations, group) =>
    Object.keys(operations).map((name) => [who, name, outcomes[group] as Outcome] as const),
  ),
);
const OPERATIONS = { ...READS, ...ACTS, ...CONTROLS };
const problem = ({ status, body: { code, detail, title, errors } }: Answer) => ({ status, code, detail, title, errors });

describe("a run of the starter", () => {
  it.each(CASES)("%s: %s is %s", async (who, name, outcome) => {
    const token = tokens[who] as string;
    const operation = OPERATIONS[name] as Operation;
    const run = await newRun();
    const answer = await operation(run, token);
    if (outcome === "ok") {
      expect(answer.status, answer.text).toBeLessThan(300);
      return;
    }
    expect(answer.body, answer.text).toMatchObject({ code: outcome, detail: expect.stringMatching(/\.$/) });
    if (outcome === "NOT_FOUND") expect(problem(answer)).toEqual(problem(await operation(UNKNOWN, token)));
    expect((await org.get(`runs/${run}`)).body).toMatchObject({ events: 0, status: "running" });
  });

  it("refuses a batch when one of its events is refused", async () => {
    const run = await newRun();
    for (const who of ["parent", "child"]) {
      const answer = await call("POST", `runs/${run}/events`, tokens[who] as string, events("tool.completed", "run.completed"));
      expect(answer.body, who).toMatchObject({ status: 403, code: "FORBIDDEN" });
    }
    expect((await org.get(`runs/${run}`)).body).toMatchObject({ events: 0, status: "running" });
  });

  it.each(Object.entries(RULES))("is listed for %s only when it may be read, with its session", async (who, [read, act]) => {
    const token = tokens[who] as string;
    const session = `session of ${who}`;
    const run = await newRun({ session_id: session });
    const listed = (await call("GET", "runs?limit=200", token)).body.data.map(({ id }: { id: string }) => id);
    expect(listed.includes(run)).toBe(read === "ok");
    // A descendant may read the run and does not know its session.
    const knowsSession = read === "ok" && (act !== "ok" || who === "starter");
    const path = encodeURIComponent(session);
    expect((await call("GET", `sessions/${path}`, token)).status).toBe(knowsSession ? 200 : 404);
    expect((await call("GET", `runs?session_id=${path}`, token)).body.data).toHaveLength(knowsSession ? 1 : 0);
    const sessions = (await call("GET", "sessions?limit=200", token)).body.data.map(({ id }: { id: string }) => id);
    expect(sessions.includes(session)).toBe(knowsSession);
  });
});

describe("a session shared by agents of one tree", () => {
  it("contains for each agent the runs that it may read", async () => {
    for (const who of ["root", "starter", "sibling"]) await call("POST", "runs", tokens[who] as string, { session_id: "shared" });
    const counts: Record<string, number> = {};
    for (const who of ["root", "parent", "starter", "sibling"]) {
      const { body } = await call("GET", "sessions/shared", tokens[who] as string);
      expect(body.runs).toHaveLength(body.run_count);
      expect(body.created_at).toBe(body.runs.at(-1).created_at);
      counts[who] = body.run_count;
    }
    expect(counts).toEqual({ root: 3, parent: 2, starter: 1, sibling: 1 });
  });
});

describe("an agent whose delegation ended", () => {
  it("is refused everywhere, except that an action in a run of its ancestors is recorded there as denied", async () => {
    const run = await newRun();
    for (const [name, operation] of Object.entries({ ...READS, ...ACTS, ...CONTROLS })) {
      const answer = await operation(run, revoked.key);
      if (["POST /actions", "POST /actions/check", "POST /evaluate"].includes(name))
        expect(answer.text, name).toContain("DELEGATION_INVALID");
      else expect([name, answer.status]).toEqual([name, 401]);
    }
    const { data } = (await org.get(`runs/${run}/events`)).body;
    expect(data.map(({ type }: { type: string }) => type)).toEqual(["action.denied", "action.denied"]);
  });

  it("records nothing in a run that it could not use before", async () => {
    const run = (await call("POST", "runs", tokens.sibling as string, {})).body.id;
    for (const path of ["actions", "actions/check"])
      expect((await call("POST", path, revoked.key, { action_type: "doc.read", run_id: run })).body.code).toBe("NOT_FOUND");
    expect((await org.get(`runs/${run}`)).body.events).toBe(0);
  });

  it("leaves its run to its ancestors, who may end it", async () => {
    const ended = await delegate(api, tokens.starter as string, { name: "ended", capabilities: ["doc.*"] });
    const run = (await call("POST", "runs", ended.key, {})).body.id;
    await api.call("DELETE", `delegations/${ended.id}`, { token: tokens.starter as string });
    expect((await call("POST", `runs/${run}/events`, ended.key, events("run.completed"))).status).toBe(401);
    expect((await call("POST", `runs/${run}/events`, tokens.sibling as string, events("run.completed"))).status).toBe(404);
    expect((await call("POST", `runs/${run}/events`, tokens.root as string, events("run.cancelled"))).status).toBe(200);
    expect((await org.get(`runs/${run}`)).body.status).toBe("cancelled");
  });
});

it("gets the same answers from another process that has cached the run", async () => {
  const run = await newRun();
  const two = await api.startProcess();
  const read = (who: string) => two.call("POST", "heartbeat", { token: tokens[who] as string, body: { client: "c", run_id: run } });
  expect((await read("child")).status).toBe(200);
  expect((await read("cousin")).status).toBe(404);
  expect((await read("other organisation")).status).toBe(404);
  await two.close();
});

describe("an approved request of an ancestor in the run of its descendant", () => {
  /** Makes a run of the root agent one of the starter, as runs of descendants were open to their ancestors before. */
  const giveAway = async (run: string) => {
    const { body } = await call("GET", "whoami", tokens.starter as string);
    await api.database.inspect("UPDATE app.run SET agent_id = $1 WHERE run_id = $2", [
      decodeId("agt", body.agent_id),
      decodeId("run", run),
    ]);
    return api.startProcess();
  };

  it("can be collected, although it cannot be submitted again", async () => {
    const run = (await call("POST", "runs", tokens.root as string, {})).body.id;
    const action = { action_type: "pay.out", run_id: run };
    const { approval_id } = (await call("POST", "actions", tokens.root as string, action)).body;
    const two = await giveAway(run);
    const gate = gateOf(two.call, org);
    expect((await gate.decide(approval_id, "approve")).body.status).toBe("approved");
    expect((await two.call("POST", "actions", { token: tokens.root as string, body: action })).body.code).toBe("FORBIDDEN");
    const collected = await two.call("POST", `approvals/${approval_id}/collect`, { token: tokens.root as string });
    expect([collected.status, collected.body.status]).toEqual([200, "executed"]);
    const consumed = await two.call("POST", "permits/consume", {
      token: org.orgKey,
      body: { permit: collected.body.permit, submission: action },
    });
    expect(consumed.status).toBe(200);
    expect((await two.call("POST", `approvals/${approval_id}/collect`, { token: tokens.starter as string })).status).toBe(404);
    await two.close();
  });

  it("can be reserved, for this run only", async () => {
    const budget = { calls: 1, per: "day", at_cap: "ask", extend: { max: 9 } };
    await org.publish(
      policy("caps", { match: { actions: ["cap.*"] }, effect: "allow", limits: [{ budget }] }, { labels: { risk: "low" } }),
    );
    const [run, other] = [(await call("POST", "runs", tokens.root as string, {})).body.id, await newRun()];
    const wanted = { calls: 1, action_type: "cap.call", run_id: run };
    expect((await call("POST", "budgets/reserve", tokens.root as string, wanted)).status).toBe(201);
    const { approval_id } = (await call("POST", "budgets/reserve", tokens.root as string, wanted)).body;
    const two = await giveAway(run);
    expect((await gateOf(two.call, org).decide(approval_id, "approve", { body: { extend: { calls: 1 } } })).body.status).toBe("approved");
    const reserve = (body: object) => two.call("POST", "budgets/reserve", { token: tokens.root as string, body });
    expect((await reserve(wanted)).body.code).toBe("FORBIDDEN");
    for (const run_id of [other, UNKNOWN])
      expect((await reserve({ ...wanted, run_id, approval_id })).body.code).toBe("RESERVATION_NOT_APPROVED");
    expect((await reserve({ ...wanted, approval_id })).body.status).toBe("reserved");
    await two.close();
  });
});
