import type { OperationId } from "./routes/index.ts";

/** Example request bodies by operation. A test validates each against its schema. */
export const EXAMPLES: Readonly<Partial<Record<OperationId | (string & {}), object>>> = {
  submitAction: {
    action_type: "pr.merge",
    metadata: { repo: "acme/web", pr_number: 42 },
    justification: "All checks passed.",
    summary: "Merge #42, Fix rounding",
  },
  checkAction: { action_type: "refund.issue", metadata: { amount: 40 } },
  evaluate: { tool: "send_email", content: "Your invoice is attached.", agent_id: "billing-assistant", correlation_id: "order-1842" },
  revealPlaceholders: { reason: "The customer asked which address the letter went to." },
  scanContent: { content: "Please call me back on +1 415 555 2671." },
  validateDecision: {
    decision: { action: "ALLOW", status: "executed", reason_codes: ["POLICY_COMPLIANT"], event_types: ["action.executed"], risk_score: 0 },
  },
  reportOutcome: { status: "success", message: "Merged." },
  reportOutcomeById: { audit_event_id: "evt_01h455vb4pex5vsknk084sn02q", status: "failure", message: "The branch had a conflict." },
  decideApproval: { decision: "approve", digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
  collectApproval: { audience: "deploy.acme.test" },
  consumePermit: {
    permit: "prm_01h455vb4pex5vsknk084sn02q.h0mAqXm5G8Xn0bW1m7dC2k4v6y8A0c2e4g6i8k0m2o4",
    audience: "deploy.acme.test",
    submission: { action_type: "pr.merge", metadata: { repo: "acme/web", pr_number: 42 } },
  },
  createPolicy: {
    yaml: "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: merges-are-reviewed }\nspec:\n  match: { actions: [pr.merge] }\n  effect: approve\n",
  },
  validatePolicy: {
    document: {
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: "docs-may-be-read" },
      spec: { match: { actions: ["doc.read"] }, effect: "allow" },
    },
  },
  testPolicy: {
    document: {
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: "small-refunds" },
      spec: {
        match: { actions: ["refund.issue"] },
        require: [{ field: "amount", operator: "lt", value: 100 }],
        otherwise: "approve",
        effect: "allow",
      },
      cases: [{ name: "a small one passes", input: { action_type: "refund.issue", metadata: { amount: 40 } }, expect: "ALLOW" }],
    },
    cases: [{ name: "a large one", input: { action_type: "refund.issue", metadata: { amount: 400 } }, expect: "REQUIRE_APPROVAL" }],
  },
  validatePolicyVersion: { version: 2 },
  testPolicyVersion: {
    cases: [{ name: "a large one", input: { action_type: "refund.issue", metadata: { amount: 400 } }, expect: "DENY" }],
  },
  backtestPolicy: { version: 2, from: "2026-11-01T00:00:00Z", limit: 100000 },
  backtestDocument: {
    document: {
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: "docs-may-be-read" },
      spec: { match: { actions: ["doc.read"] }, effect: "allow" },
    },
    limit: 500,
  },
  publishPolicy: { version: 2 },
  requestPolicyReview: { version: 2, comment: "Refunds up to 200 were always approved." },
  decidePolicyReview: { decision: "approve", hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
  changePolicySettings: { environment_modes: { staging: "monitor" }, environment_defaults: { dev: "allow" }, plan_only: false },
  createRun: { name: "nightly release", session_id: "release-2026-11-22", metadata: { trigger: "schedule" } },
  createAgent: { name: "release-bot", capabilities: ["pr.*", "doc.read"], labels: { team: "platform" } },
  changeAgent: { status: "disabled" },
  createAgentKey: { name: "ci", environment: "prod", expires_in: 7776000 },
  rotateAgentKey: { overlap: 3600 },
  rotateOrgKey: { overlap: 86400 },
  createDelegation: { name: "reviewer", capabilities: ["doc.read", "pr.comment"], ttl: 900 },
  createOrgKey: { name: "policy pipeline", scopes: ["policies:read", "policies:write", "policies:publish"] },
  signUp: { organisation: "Acme", name: "Ana Duarte", email: "ana@acme.test", password: "correct horse battery staple" },
  switchOrganisation: { org_id: "org_01h455vb4pex5vsknk084sn02q" },
  changePassword: { current_password: "correct horse battery staple", new_password: "three small boats at noon" },
  changeMember: { role: "operator" },
  createInvitation: { email: "priya@acme.test", role: "operator" },
  readInvitation: { token: "ali_2u9XcQ0mVbW6yT4sR1pN8kJ3hG5fD7aZ0xCvBnM1qWe" },
  acceptInvitation: {
    token: "ali_2u9XcQ0mVbW6yT4sR1pN8kJ3hG5fD7aZ0xCvBnM1qWe",
    name: "Priya Raman",
    password: "correct horse battery staple",
  },
  changeOrganisation: { name: "Acme Europe" },
  deleteOrganisation: { name: "Acme", password: "correct horse battery staple" },
  signIn: { email: "ana@acme.test", password: "correct horse battery staple" },
};
