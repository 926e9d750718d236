import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";

const SESSION = "case 42";
const TAG = "vip";
const CORRELATION = "order-1842";
const EVENT = "merge-42";
const METADATA = { customer: "Ada" };
const SENT = [SESSION, TAG, CORRELATION, EVENT, "Ada"];

let api: TestApi;
let org: TestOrg;
let run: string;
let decision: string;
const tokens: Record<string, string> = {};

const orgKey = async (scopes: string[]) => (await org.post("keys", { name: `key ${scopes.length}`, scopes })).body.api_key as string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  for (const role of ["admin", "operator", "auditor"]) tokens[role] = (await org.addMember(role)).token;
  const member = await org.addMember("member");
  await api.call("PATCH", `agents/${org.agentId}`, { token: org.owner, body: { owner: member.userId } });
  tokens.owner = org.owner;
  tokens["owner of the agent, a member"] = member.token;
  tokens.agent = org.agentKey;
  tokens["key with audit:read"] = await orgKey(["audit:read"]);
  tokens["key with audit:export"] = await orgKey(["audit:read", "audit:export"]);
  run = (await org.post("runs", { name: "nightly", session_id: SESSION, metadata: METADATA }, org.agentKey)).body.id;
  await org.post(`runs/${run}/events`, { events: [{ type: "tool.completed", data: METADATA }] }, org.agentKey);
  const body = { action_type: "doc.read", run_id: run, session_id: SESSION, tags: [TAG], correlation_id: CORRELATION };
  const submitted = await org.post("actions", body, org.agentKey, { "x-al-event-id": EVENT });
  decision = submitted.body.audit_event_id;
  await org.post("budgets/reserve", { usd: "0.10", run_id: run, session_id: SESSION }, org.agentKey);
});
afterAll(() => api.close());

const READS = ["owner", "admin", "auditor", "agent", "key with audit:export"];
const WITHHELD = ["operator", "owner of the agent, a member", "key with audit:read"];
const PATHS = [
  "runs",
  `runs/:run`,
  `runs/:run/events`,
  "sessions",
  "decisions",
  "audit/events",
  "budgets/reservations",
  "costs/records",
  "graph",
];
const pathOf = (path: string) => path.replace(":run", run);

describe("texts of an agent", () => {
  it.each(READS)("are readable by: %s", async (who) => {
    const token = tokens[who] as string;
    expect((await org.get(`runs/${run}`, token)).body).toMatchObject({ session_id: SESSION, metadata: METADATA, withheld: null });
    expect((await org.get("runs", token)).body.data).toMatchObject([{ session_id: SESSION, metadata: METADATA, withheld: null }]);
    expect((await org.get("sessions", token)).body.data).toMatchObject([{ id: SESSION, withheld: null, run_count: 1 }]);
    expect((await org.get(`sessions/${encodeURIComponent(SESSION)}`, token)).body).toMatchObject({
      id: SESSION,
      runs: [{ session_id: SESSION, metadata: METADATA, withheld: null }],
    });
    expect((await org.get(`runs/${run}/events`, token)).body.data[0]).toMatchObject({ data: METADATA, withheld: null });
  });

  it.each(WITHHELD)("are withheld everywhere, with one reason, from: %s", async (who) => {
    const token = tokens[who] as string;
    const [{ withheld }] = (await org.get("decisions", token)).body.data;
    expect(withheld).toMatch(/\.$/);
    const hidden = { name: "nightly", session_id: null, metadata: {}, withheld };
    expect((await org.get(`runs/${run}`, token)).body).toMatchObject(hidden);
    expect((await org.get("runs", token)).body.data).toMatchObject([hidden]);
    expect((await org.get("sessions", token)).body.data).toMatchObject([{ id: null, withheld, run_count: 1 }]);
    expect((await org.get(`runs/${run}/events`, token)).body.data[0]).toMatchObject({ data: null, withheld });
    for (const path of PATHS) {
      const { status, text } = await org.get(pathOf(path), token);
      expect([path, status]).toEqual([path, 200]);
      for (const sent of SENT) expect(text, `${path}: ${sent}`).not.toContain(sent);
    }
  });

  it("about the run of an ancestor are withheld from a child, which reads those of its own run", async () => {
    const child = await delegate(api, org.agentKey, { capabilities: ["doc.*"] });
    expect((await org.get(`runs/${run}`, child.key)).body).toMatchObject({
      name: "nightly",
      session_id: null,
      metadata: {},
      withheld: expect.stringContaining("descendants"),
    });
    const own = (await org.post("runs", { session_id: "mine", metadata: METADATA }, child.key)).body;
    expect(own).toMatchObject({ session_id: "mine", metadata: METADATA, withheld: null });
    expect((await org.get(`runs/${own.id}`, org.agentKey)).body).toMatchObject({ metadata: METADATA, withheld: null });
  });
});

const encoded = encodeURIComponent(SESSION);
/** Lists with a filter by a text of the caller, and the member of the request that is refused. */
const FILTERS: readonly (readonly [string, string, "GET" | "POST", object?])[] = [
  [`decisions?tags=${TAG}`, "tags", "GET"],
  ["decisions?tags=unknown&match=any", "tags", "GET"],
  [`decisions?session_id=${encoded}`, "session_id", "GET"],
  [`decisions?correlation_id=${CORRELATION}`, "correlation_id", "GET"],
  [`decisions?event_id=${EVENT}`, "event_id", "GET"],
  ["decisions?text=ada", "text", "GET"],
  [`audit/events?session_id=${encoded}`, "session_id", "GET"],
  [`audit/events?correlation_id=${CORRELATION}`, "correlation_id", "GET"],
  [`audit/events?event_id=${EVENT}`, "event_id", "GET"],
  [`runs?session_id=${encoded}`, "session_id", "GET"],
  [`sessions/${encoded}`, "id", "GET"],
  ["sessions/unknown", "id", "GET"],
  [`costs?session=${encoded}`, "session", "GET"],
  [`costs/records?session=${encoded}`, "session", "GET"],
  [`costs/export?session=${encoded}`, "session", "GET"],
  [`budgets/reservations?session=${encoded}`, "session", "GET"],
  ["decisions/recall", "event_ids", "POST", { event_ids: [EVENT] }],
];

describe("a filter by a text of an agent", () => {
  it.each(WITHHELD.flatMap((who) => FILTERS.map(([path, member, method, body]) => [path, who, member, method, body] as const)))(
    "%s is refused for: %s",
    async (path, who, member, method, body) => {
      const { body: problem } = await api.call(method, path, { token: tokens[who] as string, ...(body ? { body } : {}) });
      expect(problem).toMatchObject({
        status: 403,
        code: "FORBIDDEN",
        detail: expect.stringContaining(`Search without ${member}.`),
        errors: [{ path: member }],
      });
    },
  );

  it("is refused in the list of approvals for operators, who may read all of an approval", async () => {
    for (const query of [`session_id=${encoded}`, `correlation_id=${CORRELATION}`, `event_id=${EVENT}`])
      expect((await org.get(`approvals?${query}`, tokens.operator)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await org.get(`approvals?session_id=${encoded}`, tokens.auditor)).status).toBe(200);
  });

  it.each(READS)("is allowed for: %s", async (who) => {
    const token = tokens[who] as string;
    for (const path of [
      `decisions?tags=${TAG}&session_id=${encoded}&correlation_id=${CORRELATION}&event_id=${EVENT}`,
      `audit/events?event_id=${EVENT}`,
    ])
      expect((await org.get(path, token)).body.data, path).toHaveLength(1);
    expect((await org.post("decisions/recall", { event_ids: [EVENT] }, token)).body.data).toHaveLength(1);
  });

  it.each(WITHHELD)("by an id that the server generated is allowed for: %s", async (who) => {
    const token = tokens[who] as string;
    const correlation = decision.replace("evt_", "cor_");
    for (const query of [`event_id=${decision}`, `correlation_id=${correlation}`, `run_id=${run}`]) {
      expect((await org.get(`decisions?${query}`, token)).body.data, query).toMatchObject([{ id: decision }]);
      expect((await org.get(`audit/events?${query}&kind=action.executed`, token)).body.data, query).toHaveLength(1);
    }
    expect((await org.post("decisions/recall", { event_ids: [decision] }, token)).body.data).toHaveLength(1);
  });
});
