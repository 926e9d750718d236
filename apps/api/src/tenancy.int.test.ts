import { ROUTES, type Route } from "@agentlattice/contract";
import type { Answer } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startTestApi, type TestApi } from "./testing/api-fixture.ts";
import { callersOf, type Populated, pathWith, populate, queryOf } from "./testing/populated-org.ts";

const routes = ROUTES as readonly Route[];
/** The stream never ends; what it filters by is tested with it. */
const ENDLESS = new Set(["streamEvents"]);
/** Answers for organisations that were deleted only; its own tests look for names in it. */
const OF_DELETED = new Set(["getTombstone"]);
/** These name an organisation on purpose; opening one that is not mine is tested with them. */
const OPENS_AN_ORGANISATION = new Set(["signIn", "switchOrganisation"]);
let api: TestApi;
let mine: Populated;
let theirs: Populated;

beforeAll(async () => {
  api = await startTestApi({ AL_EGRESS_ALLOW: "127.0.0.1:9" });
  mine = await populate(api, await api.createOrg("Mine"));
  theirs = await populate(api, await api.createOrg("Theirs"));
});
afterAll(() => api.close());

const BODIES: Readonly<Record<string, object>> = {
  evaluate: { content: "hello" },
  scanContent: { content: "hello" },
  validateDecision: { decision: {} },
  reportOutcome: { status: "success" },
  decideApproval: { decision: "deny", reason: "no" },
  commentApproval: { text: "Mine now." },
  askAgent: { text: "Why?" },
  answerQuestion: { text: "Because." },
  recordEvent: { kind: "app.mine" },
  recallDecisions: { event_ids: ["mine"] },
  reserveBudget: { calls: 1 },
  setPrice: { model: "m", input: "1.00", output: "1.00" },
  removePrice: { model: "m" },
  recordRunEvents: { events: [{ type: "run.started" }] },
  acknowledgeHalt: { client_id: "cli_01h455vb4pex5vsknk084sn02q" },
  resumeHalt: { reason: "Mine now." },
  registerIdentityKey: { public_key: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
  rotateIdentityKey: { public_key: "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=" },
  expectAnomaly: { reason: "Mine now." },
  changeBreaker: { override: "open", reason: "Mine now." },
  createHalt: { scope: { action: "never.done" }, reason: "Tenancy." },
  breakGlass: { reason: "Now.", digest: "0".repeat(64) },
  backtestGrant: { for: "1h" },
  reviewBreakGlass: { comment: "Fine." },
  settleOutcome: { outcome: "executed", evidence: "Seen." },
  changeGroup: { members: [] },
  changeAgent: { status: "disabled" },
  changeMember: { role: "admin" },
  revokeCreations: { all: true },
  changeWebhook: { enabled: false },
  removePasskey: { password: PASSWORD },
  decidePolicyReview: { decision: "reject", reason: "no" },
  createAgentKey: { name: "intruder" },
  createDelegation: { name: "intruder", capabilities: ["*"], ttl: 60 },
};

const send = (
  route: Route,
  path: string,
  token: string,
  body = route.body ? (BODIES[route.operationId] ?? {}) : undefined,
): Promise<Answer> => api.call(route.method.toUpperCase(), path, { token, ...(body ? { body } : {}) });

const secretsOf = ({ ids, orgId, agentKey, orgKey }: Populated) => [orgId, agentKey, orgKey, ...Object.values(ids)];

describe("an id of another organisation in a path returns 404", () => {
  // The library is the same for every organisation, so a name in it is not an id.
  const withIds = routes.filter((route) => route.path.replace(":name", "").includes(":"));

  it.each(withIds)("$operationId", async (route) => {
    for (const token of callersOf(mine, route)) {
      const answer = await send(route, pathWith(route, theirs.ids), token);
      expect(answer.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
      for (const secret of secretsOf(theirs)) expect(answer.text).not.toContain(secret);
    }
  });

  it("also as the second id next to one of the own organisation", async () => {
    const route = routes.find((candidate) => candidate.operationId === "revokeAgentKey") as Route;
    expect((await send(route, pathWith(route, mine.ids, theirs.ids), mine.owner)).status).toBe(404);
    expect((await send(route, pathWith(route, theirs.ids, mine.ids), mine.owner)).status).toBe(404);
  });

  it("and changes nothing", async () => {
    expect((await api.call("GET", "whoami", { token: theirs.agentKey })).status).toBe(200);
    expect((await api.call("GET", `agents/${theirs.ids.agt}`, { token: theirs.owner })).body.status).toBe("active");
    expect((await api.call("GET", `agents/${theirs.ids.agt}/keys`, { token: theirs.owner })).body.data).toHaveLength(1);
    expect((await api.call("GET", `delegations/${theirs.ids.del}`, { token: theirs.owner })).body.active).toBe(true);
    expect((await api.call("GET", `approvals/${theirs.ids.apr}`, { token: theirs.owner })).body.status).toBe("pending");
    expect((await api.call("GET", "policies/reviews", { token: theirs.owner })).body.data).toMatchObject([
      { id: theirs.ids.prv, status: "pending" },
    ]);
    expect((await api.call("GET", "audit/events?kind=action.reported", { token: theirs.owner })).body.data).toEqual([]);
    expect((await api.call("GET", "members", { token: theirs.owner })).text).toContain(theirs.ids.usr);
    expect((await api.call("GET", "invitations", { token: theirs.owner })).text).toContain(theirs.ids.inv);
  });
});

describe("an id of another organisation in a body or a query", () => {
  it("returns 404, is invalid, or matches nothing", async () => {
    const post = (path: string, token: string, body: object) => api.call("POST", path, { token, body });
    expect((await post("report", mine.agentKey, { audit_event_id: theirs.ids.evt, status: "success" })).status).toBe(404);
    expect(
      (
        await post("permits/consume", mine.orgKey, {
          permit: theirs.ids.permit,
          submission: { action_type: "pr.merge", metadata: { repo: "r" } },
        })
      ).body,
    ).toMatchObject({ status: 409, code: "PERMIT_INVALID" });
    expect((await post("agents", mine.owner, { name: "x", capabilities: ["*"], owner: theirs.ids.usr })).body).toMatchObject({
      status: 422,
      errors: [{ path: "owner" }],
    });
    expect((await api.call("PATCH", `agents/${mine.ids.agt}`, { token: mine.owner, body: { owner: theirs.ids.usr } })).body).toMatchObject({
      status: 422,
    });
    expect((await post("delegations", mine.owner, { name: "x", capabilities: ["a"], ttl: 60, parent: theirs.ids.agt })).status).toBe(404);
    expect((await api.call("GET", `delegations?agent_id=${theirs.ids.agt}`, { token: mine.owner })).body.data).toEqual([]);
    for (const filter of [
      `agent_id=${theirs.ids.agt}`,
      `actor=${theirs.ids.usr}`,
      `approval_id=${theirs.ids.apr}`,
      `policy=${theirs.ids.pol}`,
      `q=${theirs.ids.evt}`,
      `q=${theirs.ids.apr}`,
    ])
      expect((await api.call("GET", `audit/events?${filter}`, { token: mine.owner })).body.data, filter).toEqual([]);
    expect((await post("groups", mine.owner, { name: "strangers", members: [theirs.ids.usr] })).status).toBe(404);
    expect((await post("handovers", mine.owner, { to: theirs.ids.usr, until: new Date(Date.now() + 60_000).toISOString() })).status).toBe(
      404,
    );
    const digest = "0".repeat(64);
    expect(
      (await post("approvals/batch", mine.owner, { decision: "approve", items: [{ id: theirs.ids.apr, digest }] })).body.results,
    ).toMatchObject([{ id: theirs.ids.apr, code: "NOT_FOUND" }]);
    expect((await api.call("GET", `audit/export/manifest?export=${theirs.ids.exported}`, { token: mine.owner })).status).toBe(404);
  });

  it.each(routes.filter((route) => route.body && !OPENS_AN_ORGANISATION.has(route.operationId)))(
    "$operationId has no field org_id",
    async (route) => {
      const [token] = callersOf(mine, route);
      const answer = await send(route, pathWith(route, mine.ids), token as string, { ...BODIES[route.operationId], org_id: theirs.orgId });
      expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
      expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain("org_id");
    },
  );

  it.each(routes.filter((route) => route.query))("$operationId has no parameter org_id", async (route) => {
    const [token] = callersOf(mine, route);
    const answer = await api.call("GET", `${route.path.slice(1)}?org_id=${theirs.orgId}`, { token });
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });
});

describe("the answer of a route", () => {
  const readable = routes.filter(
    (route) => route.method === "get" && !ENDLESS.has(route.operationId) && !OF_DELETED.has(route.operationId),
  );

  it.each(readable)("$operationId contains nothing of another organisation, whatever the headers", async (route) => {
    const headers = { "x-org-id": theirs.orgId, "x-al-org": theirs.orgId, "x-forwarded-host": "theirs", "x-al-client-ip": "192.0.2.1" };
    const query = queryOf(route, mine.ids);
    for (const token of callersOf(mine, route)) {
      const answer = await api.call("GET", `${pathWith(route, mine.ids)}${query}`, { token, headers });
      expect(answer.status).toBe(200);
      expect(route.responses[200]?.schema?.safeParse(answer.body).error?.issues, "the answer fits the contract").toBeUndefined();
      for (const secret of secretsOf(theirs)) expect(answer.text).not.toContain(secret);
    }
  });

  it.each(routes.filter((route) => route.access !== "public"))("$operationId requires a credential", async (route) => {
    for (const authorization of [
      undefined,
      "Bearer nonsense",
      "Basic YTpi",
      `Bearer als_${"A".repeat(43)}`,
      `Bearer al_live_${"A".repeat(38)}`,
    ]) {
      const answer = await api.call(route.method.toUpperCase(), pathWith(route, mine.ids), {
        ...(authorization ? { headers: { authorization } } : {}),
      });
      expect(answer.body).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    }
  });
});

describe("signing in", () => {
  it("to another organisation is refused like wrong credentials", async () => {
    const { email } = await mine.addMember("operator");
    const answer = await api.call("POST", "auth/sign-in", {
      body: { email, password: "correct horse battery staple", org_id: theirs.orgId },
    });
    expect(answer.body).toMatchObject({ status: 401, code: "INVALID_CREDENTIALS" });
  });
});
