import { ORG_KEY_SCOPES, ROLES, ROUTES, type Route } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/**
 * The principals that every route admits: roles of people, `agent` for an agent's own key, scopes for an organisation's
 * key, `any` for one with whatever scope. Written out apart from the product's table: a route that is not here fails,
 * and so does one whose permission changed.
 */
const EVERYONE = "owner admin operator auditor member";
const WHO: Readonly<Record<string, string>> = {
  submitAction: "agent",
  getAction: "agent",
  checkAction: "agent",
  reportOutcome: "agent",
  reportOutcomeById: "agent",

  evaluate: "agent",
  validateDecision: `${EVERYONE} agent any`,
  scanContent: `${EVERYONE} agent any`,
  listModules: "public",

  listApprovals: "owner admin operator auditor agent",
  countApprovals: "owner admin operator auditor agent",
  getApproval: "owner admin operator auditor agent",
  getApprovalQuality: "owner admin auditor",
  openApproval: "owner admin operator",
  reviewApproval: "owner admin operator",
  decideApproval: "owner admin operator",
  decideBatch: "owner admin operator",
  claimApproval: "owner admin operator",
  releaseApproval: "owner admin operator",
  commentApproval: "owner admin operator",
  askAgent: "owner admin operator",
  answerQuestion: "agent",
  undoDecision: "owner admin operator",
  revokeApproval: "owner admin operator",
  escalateApproval: "owner admin operator",
  breakGlass: "owner admin",
  reviewBreakGlass: "owner admin operator",
  settleOutcome: "owner admin operator",
  collectApproval: "agent",
  cancelApproval: "agent",
  consumePermit: "permits:consume",
  prepareEvidence: "owner admin operator",
  listApprovalFilters: EVERYONE,
  saveApprovalFilter: EVERYONE,
  deleteApprovalFilter: EVERYONE,
  listPasskeys: EVERYONE,
  preparePasskey: EVERYONE,
  registerPasskey: EVERYONE,
  removePasskey: EVERYONE,
  getTotp: EVERYONE,
  beginTotp: EVERYONE,
  confirmTotp: EVERYONE,
  removeTotp: EVERYONE,
  getNotifications: EVERYONE,
  changeNotifications: EVERYONE,
  listPushSubscriptions: EVERYONE,
  createPushSubscription: EVERYONE,
  deletePushSubscription: EVERYONE,
  testPushSubscription: EVERYONE,
  testNotifications: EVERYONE,
  listOwnDeliveries: EVERYONE,
  replayOwnDelivery: EVERYONE,
  getSlackLink: EVERYONE,
  startSlackLink: "owner admin operator",
  completeSlackLink: "owner admin operator",
  removeSlackLink: EVERYONE,
  receiveSlackInteraction: "public",
  getPermitKeys: "public",
  rotatePermitKey: "owner admin",

  listLibrary: `${EVERYONE} policies:read`,
  getLibraryItem: `${EVERYONE} policies:read`,
  installLibraryItem: "owner admin member policies:write",
  getPolicyBundle: "agent",
  listPolicies: `${EVERYONE} agent policies:read`,
  // An agent learns the names of policies, never their text.
  getPolicy: `${EVERYONE} policies:read`,
  listPolicyVersions: `${EVERYONE} policies:read`,
  getPolicyVersion: `${EVERYONE} policies:read`,
  diffPolicy: `${EVERYONE} policies:read`,
  validatePolicy: `${EVERYONE} agent policies:read`,
  testPolicy: `${EVERYONE} agent policies:read`,
  validatePolicyVersion: `${EVERYONE} policies:read`,
  testPolicyVersion: `${EVERYONE} policies:read`,
  backtestDocument: `${EVERYONE} agent policies:read`,
  previewPolicyImpact: `${EVERYONE} agent policies:read`,
  // Submissions belong to the audit log, so an organisation key needs audit:export too.
  backtestPolicy: EVERYONE,
  createPolicy: "owner admin member policies:write",
  publishPolicy: "owner admin policies:publish",
  getPolicySettings: `${EVERYONE} agent policies:read`,
  changePolicySettings: "owner admin policies:publish",
  getPolicySchema: "public",
  disablePolicy: "owner admin policies:publish",
  listPolicyReviews: `${EVERYONE} policies:read`,
  requestPolicyReview: "owner admin policies:publish",
  decidePolicyReview: "owner admin",

  whoami: "agent any",
  listAgents: `${EVERYONE} agent agents:write`,
  getAgent: `${EVERYONE} agent agents:write`,
  listAgentKeys: `${EVERYONE} agent agents:write`,
  createAgent: "owner admin member agents:write",
  changeAgent: "owner admin member agents:write",
  createAgentKey: "owner admin member agents:write",
  revokeAgentKey: "owner admin member agents:write",
  rotateAgentKey: "owner admin member agents:write",
  listIdentityKeys: `${EVERYONE} agent agents:write`,
  rotateLogKey: "owner",
  listLogKeys: `${EVERYONE} agent audit:read`,
  registerIdentityKey: "owner admin",
  rotateIdentityKey: "owner admin",
  revokeIdentityKey: "owner admin",
  listOrgKeys: "owner admin",
  rotateOrgKey: "owner admin",
  createOrgKey: "owner admin",
  revokeOrgKey: "owner admin",

  createRun: "agent",
  recordEvent: "agent",
  reserveBudget: "agent",
  settleReservation: "agent",
  releaseReservation: "agent",
  listBudgets: `${EVERYONE} agent audit:read`,
  listReservations: `${EVERYONE} agent audit:read`,
  getCosts: `${EVERYONE} agent audit:read`,
  listCosts: `${EVERYONE} agent audit:read`,
  exportCosts: `${EVERYONE} agent audit:read`,
  listPrices: `${EVERYONE} agent audit:read`,
  setPrice: "owner admin",
  removePrice: "owner admin",
  getReservation: `${EVERYONE} agent audit:read`,
  getRun: `${EVERYONE} agent audit:read`,
  listRuns: `${EVERYONE} agent audit:read`,
  recordRunEvents: "agent",
  listDecisions: `${EVERYONE} agent audit:read`,
  listSimilarDecisions: `${EVERYONE} agent audit:read`,
  recallDecisions: `${EVERYONE} agent audit:read`,
  getGraph: `${EVERYONE} agent audit:read`,
  listRunEvents: `${EVERYONE} agent audit:read`,
  listAgentSessions: `${EVERYONE} agent audit:read`,
  getAgentSession: "owner admin auditor agent",

  createDelegation: "owner admin operator member agent delegations:write",
  revokeDelegation: "owner admin operator member agent delegations:write",
  listDelegations: `${EVERYONE} agent delegations:write`,
  getDelegation: `${EVERYONE} agent delegations:write`,
  getDelegationGraph: `${EVERYONE} agent delegations:write`,
  previewRevokeDelegation: `${EVERYONE} agent delegations:write`,

  listHalts: `${EVERYONE} agent audit:read`,
  getHalt: `${EVERYONE} agent audit:read`,
  createHalt: "owner admin operator",
  previewHalt: "owner admin operator",
  resumeHalt: "owner admin",
  acknowledgeHalt: "agent",
  sendHeartbeat: "agent",
  listPresence: `${EVERYONE} agent agents:write`,
  getBreaker: `${EVERYONE} agent agents:write`,
  changeBreaker: "owner admin",
  listDrills: EVERYONE,
  createDrill: "owner admin",
  startDrill: "owner admin",
  deleteDrill: "owner admin",

  signIn: "public",
  signUp: "public",
  getAuthOptions: "public",
  getSession: EVERYONE,
  switchOrganisation: EVERYONE,
  changePassword: EVERYONE,
  listSessions: EVERYONE,
  endSession: EVERYONE,
  endOtherSessions: EVERYONE,
  signOut: EVERYONE,

  listMembers: "owner admin auditor",
  listGrants: "owner admin operator auditor",
  revokeGrant: "owner admin operator",
  backtestGrant: "owner admin operator",
  listGroups: "owner admin operator auditor",
  createGroup: "owner admin",
  changeGroup: "owner admin",
  deleteGroup: "owner admin",
  listHandovers: "owner admin operator auditor",
  createHandover: "owner admin operator",
  endHandover: "owner admin operator",
  changeMember: "owner admin",
  removeMember: "owner admin",
  listCreations: "owner admin",
  revokeCreations: "owner admin",
  listInvitations: "owner admin",
  createInvitation: "owner admin",
  resendInvitation: "owner admin",
  revokeInvitation: "owner admin",
  readInvitation: "public",
  acceptInvitation: "public",
  listOrganisations: EVERYONE,
  getOrganisation: EVERYONE,
  listWebhooks: "owner admin",
  createWebhook: "owner admin",
  getWebhook: "owner admin",
  changeWebhook: "owner admin",
  deleteWebhook: "owner admin",
  rotateWebhookSecret: "owner admin",
  testWebhook: "owner admin",
  listDeliveries: "owner admin",
  replayDelivery: "owner admin",
  changeOrganisation: "owner admin",
  deleteOrganisation: "owner",
  removeSample: "owner",
  restoreOrganisation: "owner",
  getTombstone: "public",

  listAuditEvents: `${EVERYONE} agent audit:read`,
  getCheckpoint: `${EVERYONE} agent audit:read`,
  verifyLedger: `${EVERYONE} agent audit:read`,
  getLedgerStatus: `${EVERYONE} agent audit:read`,
  recordVerification: "owner admin operator auditor audit:read",
  proveInclusion: `${EVERYONE} agent audit:read`,
  proveConsistency: `${EVERYONE} agent audit:read`,
  streamEvents: `${EVERYONE} agent audit:read`,
  getAuditEvent: `${EVERYONE} agent audit:read`,
  listLeaves: `${EVERYONE} agent audit:read`,
  proveRange: `${EVERYONE} agent audit:read`,
  exportLedger: "owner admin auditor audit:export",
  exportPayloads: "owner admin auditor audit:export",
  revealPlaceholders: "owner auditor",
  exportManifest: "owner admin auditor audit:export",

  getHealth: "public",
  getReady: "public",
  getGovernanceHealth: "public",

  listAnomalies: `${EVERYONE} agent audit:read`,
  listAnomalyBaselines: `${EVERYONE} agent audit:read`,
  getAnomaly: `${EVERYONE} agent audit:read`,
  expectAnomaly: "owner admin operator",
  reopenAnomaly: "owner admin operator",
  getArticle12Report: "owner admin operator auditor audit:read",
  getOwaspReport: "owner admin operator auditor audit:read",
  getSoc2Report: "owner admin operator auditor audit:read",
  getHipaaReport: "owner admin operator auditor audit:read",
  getCoverage: "owner admin operator auditor audit:read",
  getPosture: `${EVERYONE} agent posture:read`,
  getPostureHistory: `${EVERYONE} agent posture:read`,
  getOverview: `${EVERYONE} agent audit:read`,
};

/** Ends the session that asks, so it comes last. */
const routes = [...(ROUTES as readonly Route[])].sort(
  (one, two) => Number(one.operationId === "signOut") - Number(two.operationId === "signOut"),
);
let api: TestApi;
let org: TestOrg;
const credentials = new Map<string, string | undefined>();

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  for (const role of ROLES) credentials.set(role, (await org.addMember(role)).token);
  credentials.set("agent", org.agentKey);
  for (const scope of ORG_KEY_SCOPES) {
    const { body } = await api.call("POST", "keys", { token: org.owner, body: { name: "one scope", scopes: [scope] } });
    credentials.set(scope, body.api_key);
  }
  credentials.set("anonymous", undefined);
});
afterAll(() => api.close());

/** Ids that nobody has: what is tested is the door, and who is let in finds nothing behind it. */
const ID = "01h455vb4pex5vsknk084sn02q";
const PREFIX: Readonly<Record<string, string>> = {
  agents: "agt",
  actions: "evt",
  approvals: "apr",
  policies: "pol",
  delegations: "del",
  keys: "key",
};
const pathOf = ({ path }: Route) =>
  path
    .replace(":key_id", `key_${ID}`)
    .replace(":user_id", `usr_${ID}`)
    .replace(":version", "1")
    .replace(/:id/, `${PREFIX[path.split("/")[1] as string] ?? "inv"}_${ID}`);

/** `in`: let through, whatever is wrong with the request then; `out`: 401 or 403. */
async function knock(route: Route, token: string | undefined): Promise<string> {
  const stop = new AbortController();
  const response = await api.fetch(`/api/v1${pathOf(route)}`, {
    method: route.method.toUpperCase(),
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(route.body ? { "content-type": "application/json" } : {}) },
    ...(route.body ? { body: "{}" } : {}),
    signal: stop.signal,
  });
  const { status, headers } = response;
  const code = headers.get("content-type")?.includes("problem") ? ((await response.json()) as { code: string }).code : null;
  stop.abort();
  if (status >= 500) return `failed with ${status} ${code}`;
  if (code === "UNAUTHENTICATED") return token === undefined ? "out" : "not known";
  return code === "FORBIDDEN" ? "out" : "in";
}

describe("the permission table", () => {
  it("has a row for every route and no others", () => {
    expect(Object.keys(WHO).sort()).toEqual(routes.map((route) => route.operationId).sort());
  });
});

describe("allowed callers", () => {
  it.each(routes)("$operationId", async (route) => {
    const who = new Set((WHO[route.operationId] ?? "").split(" "));
    const expected: Record<string, string> = {};
    const found: Record<string, string> = {};
    for (const [name, token] of credentials) {
      const scoped = name.includes(":") && who.has("any");
      expected[name] = who.has("public") || who.has(name) || scoped ? "in" : "out";
      found[name] = await knock(route, token);
    }
    expect(found).toEqual(expected);
  });
});
