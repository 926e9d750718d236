import { generateKeyPairSync } from "node:crypto";
import { ROUTES, type Route } from "@agentlattice/contract";
import type { Answer } from "@agentlattice/test-kit/call";
import { SoftwareAuthenticator } from "@agentlattice/test-kit/software-authenticator";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/** An organisation with one of everything that has an id. */
interface Populated extends TestOrg {
  readonly ids: {
    agt: string;
    key: string;
    orgKey: string;
    pol: string;
    prv: string;
    apr: string;
    evt: string;
    usr: string;
    permit: string;
    run: string;
    rsv: string;
    grp: string;
    del: string;
    exported: string;
    inv: string;
    ses: string;
    whk: string;
    dlv: string;
    hlt: string;
    drl: string;
    psk: string;
    flt: string;
    psb: string;
    aik: string;
    ano: string;
  };
}

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
  mine = await populate(await api.createOrg("Mine"));
  theirs = await populate(await api.createOrg("Theirs"));
});
afterAll(() => api.close());

async function populate(org: TestOrg): Promise<Populated> {
  const pol = await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  const ask = async () =>
    (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge", metadata: { repo: "r" } } })).body;
  const collected = await ask();
  const { digest } = (await api.call("GET", `approvals/${collected.approval_id}`, { token: org.owner })).body;
  await api.call("POST", `approvals/${collected.approval_id}/decision`, {
    token: (await org.addMember("admin")).token,
    body: { decision: "approve", digest },
  });
  const { permit } = (await api.call("POST", `approvals/${collected.approval_id}/collect`, { token: org.agentKey, body: {} })).body;
  const pending = await ask();
  const orgKey = (await api.call("POST", "keys", { token: org.owner, body: { name: "k", scopes: ["audit:read"] } })).body.id;
  const delegate = { name: "child", capabilities: ["doc.*"], ttl: 3600 };
  const del = (await api.call("POST", "delegations", { token: org.agentKey, body: delegate })).body.id;
  const [session] = (await api.call("GET", "auth/sessions", { token: org.owner })).body.data;
  // One id serves the routes of both kinds of session.
  const run = (await api.call("POST", "runs", { token: org.agentKey, body: { session_id: session.id } })).body.id;
  const rsv = (await api.call("POST", "budgets/reserve", { token: org.agentKey, body: { calls: 1, run_id: run } })).body.id;
  const grp = (await api.call("POST", "groups", { token: org.owner, body: { name: "release", members: [] } })).body.id;
  const exported = (await api.call("GET", "audit/export", { token: org.owner })).headers.get("al-export-id") ?? "";
  const { user } = (await api.call("GET", "auth/session", { token: org.owner })).body;
  const invited = { email: `guest@${org.orgId.replace("_", "-")}.test`, role: "member" };
  const inv = (await api.call("POST", "invitations", { token: org.owner, body: invited })).body.id;
  const hook = { url: "http://127.0.0.1:9/hook", types: ["approval.*"] };
  const whk = (await api.call("POST", "webhooks", { token: org.owner, body: hook })).body.id;
  const dlv = (await api.call("POST", `webhooks/${whk}/test`, { token: org.owner })).body.id;
  // Nothing else of the test does this.
  const halted = { scope: { action: "never.done" }, reason: "Tenancy." };
  const hlt = (await api.call("POST", "halts", { token: org.owner, body: halted })).body.id;
  const canary = (await api.call("POST", "agents", { token: org.owner, body: { name: "canary", capabilities: ["never.done"] } })).body.id;
  const identity = {
    public_key: generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("base64"),
  };
  const aik = (await api.call("POST", `agents/${canary}/identity-keys`, { token: org.owner, body: identity })).body.id;
  const drl = (await api.call("POST", "drills", { token: org.owner, body: { agent: canary } })).body.id;
  const { options } = (await api.call("POST", "passkeys/options", { token: org.owner, body: { password: PASSWORD } })).body;
  const passkey = { name: "Laptop", registration: new SoftwareAuthenticator().register(options) };
  const psk = (await api.call("POST", "passkeys", { token: org.owner, body: passkey })).body.id;
  const filter = { name: "Low risk", risk: "low" };
  const flt = (await api.call("POST", "approval-filters", { token: org.owner, body: filter })).body.id;
  const browser = {
    endpoint: "http://127.0.0.1:9/push",
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  };
  const psb = (await api.call("POST", "notifications/subscriptions", { token: org.owner, body: browser })).body.id;
  // A report of success for an action that was denied is an anomaly without a baseline.
  const denied = (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "never.done" } })).body.audit_event_id;
  await api.call("POST", `actions/${denied}/report`, { token: org.agentKey, body: { status: "success" } });
  const found = async () => (await api.call("GET", "anomalies", { token: org.owner })).body.data[0].id as string;
  const ano = await vi.waitFor(found, { timeout: 20_000 });
  const settings = (review_widenings: boolean) => api.call("PATCH", "policies/settings", { token: org.owner, body: { review_widenings } });
  await settings(true);
  await api.call("POST", "policies", {
    token: org.owner,
    body: { document: policy("asks", { match: { actions: ["pr.*"] }, effect: "allow" }) },
  });
  const prv = (await api.call("POST", `policies/${pol}/reviews`, { token: org.owner, body: {} })).body.id;
  await settings(false);
  return {
    ...org,
    ids: {
      prv,
      agt: org.agentId,
      key: org.agentKeyId,
      orgKey,
      pol,
      apr: pending.approval_id,
      evt: pending.audit_event_id,
      usr: user.id,
      permit,
      del,
      exported,
      inv,
      ses: session.id,
      run,
      rsv,
      grp,
      whk,
      dlv,
      hlt,
      drl,
      psk,
      flt,
      psb,
      aik,
      ano,
    },
  };
}

/** Permissions of which the tests use the key of an agent. */
const BY_AGENTS: ReadonlySet<Route["access"]> = new Set([
  "actions:submit",
  "whoami",
  "halts:acknowledge",
  "presence:report",
  "budgets:reserve",
]);

/** Every kind of credential of my organisation that the permission table lets through. */
function callers(route: Route): string[] {
  if (BY_AGENTS.has(route.access)) return [mine.agentKey];
  if (route.access === "halts:read") return [mine.owner, mine.agentKey, mine.orgKey];
  if (route.access === "permits:consume") return [mine.orgKey];
  return route.access === "approvals:read"
    ? [mine.owner, mine.agentKey]
    : route.access.startsWith("delegations:")
      ? [mine.owner, mine.orgKey, mine.agentKey]
      : route.access.startsWith("agents:")
        ? [mine.owner, mine.orgKey]
        : [mine.owner];
}

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
  changeWebhook: { enabled: false },
  removePasskey: { password: PASSWORD },
  decidePolicyReview: { decision: "reject", reason: "no" },
  createAgentKey: { name: "intruder" },
  createDelegation: { name: "intruder", capabilities: ["*"], ttl: 60 },
};

const FIRST_ID: Readonly<Record<string, keyof Populated["ids"]>> = {
  actions: "evt",
  decisions: "evt",
  approvals: "apr",
  policies: "pol",
  agents: "agt",
  keys: "orgKey",
  delegations: "del",
  audit: "evt",
  invitations: "inv",
  sessions: "ses",
  runs: "run",
  budgets: "rsv",
  groups: "grp",
  halts: "hlt",
  drills: "drl",
  anomalies: "ano",
  webhooks: "whk",
  passkeys: "psk",
  "approval-filters": "flt",
};

function keyIdOf({ path }: Route, { orgKey, aik, key }: Populated["ids"]): string {
  if (path.startsWith("/keys")) return orgKey;
  return path.includes("/identity-keys/") ? aik : key;
}

function pathWith(route: Route, ids: Populated["ids"], keyIds = ids): string {
  const first = FIRST_ID[route.path.split("/")[1] as string] as keyof Populated["ids"];
  return route.path
    .slice(1)
    .replace(":id", ids[first])
    .replace(":user_id", ids.usr)
    .replace(":review_id", ids.prv)
    .replace(":delivery_id", ids.dlv)
    .replace(":subscription_id", ids.psb)
    .replace(":version", "1")
    .replace(":name", "loops-stopped")
    .replace(":key_id", keyIdOf(route, keyIds));
}

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
    for (const token of callers(route)) {
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
      const [token] = callers(route);
      const answer = await send(route, pathWith(route, mine.ids), token as string, { ...BODIES[route.operationId], org_id: theirs.orgId });
      expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
      expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain("org_id");
    },
  );

  it.each(routes.filter((route) => route.query))("$operationId has no parameter org_id", async (route) => {
    const [token] = callers(route);
    const answer = await api.call("GET", `${route.path.slice(1)}?org_id=${theirs.orgId}`, { token });
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });
});

const queryOf = ({ operationId }: Route, { exported }: Populated["ids"]) =>
  ({
    proveInclusion: "?seq=0",
    proveConsistency: "?from=0",
    proveRange: "?from=0&to=1",
    listLeaves: "?from=0",
    exportManifest: `?export=${exported}`,
  })[operationId] ?? "";

describe("the answer of a route", () => {
  const readable = routes.filter(
    (route) => route.method === "get" && !ENDLESS.has(route.operationId) && !OF_DELETED.has(route.operationId),
  );

  it.each(readable)("$operationId contains nothing of another organisation, whatever the headers", async (route) => {
    const headers = { "x-org-id": theirs.orgId, "x-al-org": theirs.orgId, "x-forwarded-host": "theirs", "x-al-client-ip": "192.0.2.1" };
    const query = queryOf(route, mine.ids);
    for (const token of callers(route)) {
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
