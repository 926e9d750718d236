// The shapes of the answers that the SDK decodes. Generated from the contract by shapes.test.ts.

const grantCoverage = { id: "text", action_type: "text", "bounds?": { for: "number", count: "number", sum: "number|null", sum_field: "text", "where?": [{ "*": "json" }] }, "uses_left?": "number", sum_left: "number|null", expires_at: "text" } as const;

const grantMismatch = { grant_id: "text", term: "text", reason: "text" } as const;

const conditionResult = { field: "text", operator: "text", expected: "json", actual: "json", result: "flag", source: "text", "remedy?": "text", policy: "text", path: "text" } as const;

const finding = { type: "text", category: "text", module: "text", policy: "text", severity: "text", confidence: "number", path: "text", part: "text", start: "number", end: "number", "fingerprint?": "text" } as const;

const shadowVerdict = { id: "text", name: "text", version: "number", hash: "text", verdict: "text", mode: "text", "action?": "text", "reason?": "text", "conditions?": [conditionResult], "findings?": [finding] } as const;

const obligation = { type: "text", policy: "text", "params?": { "*": "json" }, "module?": "text", "advisory?": "true" } as const;

const decision = { id: "text", action: "text", status: "text", reason_codes: ["text"], risk_score: "number", mode: "text", shadow: [shadowVerdict], policies: [{ id: "text", name: "text", version: "number", hash: "text", verdict: "text", mode: "text" }], "conditions_evaluated?": [conditionResult], "findings?": [finding], "obligations?": [obligation], event_types: ["text"], evaluated_at: "text", "teec_version?": "text", "component_versions?": { "*": "text" }, "correlation_id?": "text", "trace_id?": "text" } as const;

const receipt = { seq: "number", entry: "text", "=leaf_hash": "text", hashes: ["text"], checkpoint: "text" } as const;

export const actionResult = {
  status: ["executed","denied","requested","approved","expired","cancelled","lapsed","revoked","refused"],
  audit_event_id: "text",
  "executed_event_id?": "text",
  action_type: "text",
  environment: "text",
  "delegation_id?": "text",
  "approval_id?": "text",
  "approval_url?": "text",
  "grant_id?": "text",
  "grant?": grantCoverage,
  "grant_mismatch?": grantMismatch,
  "message?": "text",
  "timeout_at?": "text",
  "denial_reason?": "text",
  "policy_name?": "text",
  "reason?": "text",
  "policy?": "text",
  "conditions?": [conditionResult],
  "reviewer_reason?": "text",
  conditions_evaluated: [conditionResult],
  decision: decision,
  obligations: [obligation],
  "content?": "text",
  "effective?": { "*": "json" },
  "receipt?": receipt,
  "permit?": "text",
  "permit_expires_at?": "text",
} as const;

const evaluatedDecision = { id: "text", action: "text", status: "text", reason_codes: ["text"], risk_score: "number", mode: "text", shadow: [shadowVerdict], policies: [{ id: "text", name: "text", version: "number", hash: "text", verdict: "text", mode: "text" }], "conditions_evaluated?": [conditionResult], "findings?": [finding], "obligations?": [obligation], event_types: ["text"], evaluated_at: "text", "teec_version?": "text", "component_versions?": { "*": "text" }, "correlation_id?": "text", "trace_id?": "text", "denial_reason?": "text" } as const;

export const evaluateResult = {
  correlation_id: "text",
  decision: evaluatedDecision,
  status: ["executed","denied","requested","approved","expired","cancelled","lapsed","revoked","refused"],
  audit_event_id: "text",
  "approval_id?": "text",
  "approval_url?": "text",
  "timeout_at?": "text",
  "message?": "text",
  "content?": "text",
  "effective?": { "*": "json" },
  "receipt?": receipt,
} as const;

export const checkResult = {
  allowed: "flag",
  needs_approval: "flag",
  "grant_id?": "text",
  "grant_mismatch?": grantMismatch,
  "policy_name?": "text",
  "denial_reason?": "text",
  "message?": "text",
  conditions_evaluated: [conditionResult],
  "action?": "text",
  "reason_codes?": ["text"],
  "risk_score?": "number",
  "findings?": [finding],
  "obligations?": [obligation],
  "mode?": "text",
  "shadow?": [shadowVerdict],
  "content?": "text",
  "effective?": { "*": "json" },
  "explain?": [{ policy: "text", applied: "flag", verdict: "text", because: "text" }],
} as const;

export const reportResult = {
  id: "text",
  audit_event_id: "text",
  status: "text",
  reported_at: "text",
  "postconditions?": [{ policy: "text", name: "text", result: "text" }],
  "findings?": [finding],
  "receipt?": receipt,
} as const;

const scanFinding = { type: "text", category: "text", module: "text", severity: "text", confidence: "number", start: "number", end: "number", "fingerprint?": "text" } as const;

export const scanResult = {
  findings: [scanFinding],
  action: "text",
  reason_codes: ["text"],
  risk_score: "number",
} as const;

const you = { can: ["text"], environments: ["text"], assignable_roles: ["text"] } as const;

export const whoami = {
  name: "text",
  config_id: "text",
  org_id: "text",
  environment: "text",
  "agent_id?": "text",
  cb_state: "text",
  capabilities: ["text"],
  policies: [{ name: "text", action_type: "text", approval_required: "flag" }],
  delegations: { as_parent: ["text"], as_child: ["text"] },
  "you?": you,
} as const;

export const approval = {
  id: "text",
  status: ["pending","approved","used","denied","expired","cancelled","lapsed","revoked","refused"],
  "approval_url?": "text",
  action_type: "text",
  audit_event_id: "text",
  expires_at: "text",
  "decided_at?": "text",
  "decided_by?": { id: "text", name: "text", "role?": "text" },
  "reason?": "text",
  "refusal?": "text",
  "effective?": { "*": "json" },
  "question?": { id: "text", by: { id: "text", name: "text", "role?": "text" }, at: "text", text: "text|null" },
} as const;

export const auditEvent = {
  id: "text",
  seq: "number",
  timestamp: "text",
  kind: "text",
  action_type: "text|null",
  agent_id: "text|null",
  actor: { type: "text", id: "text" },
  subject: { type: "text", id: "text" },
  status: "text|null",
  denial_reason: "text|null",
  approval_id: "text|null",
  event_types: ["text"],
  leaf_hash: "text",
  environment: "text|null",
} as const;

export const auditPage = {
  data: [auditEvent],
  has_more: "flag",
  next_cursor: "text|null",
  prev_cursor: "text|null",
  "names?": { "*": "text" },
} as const;

export const verifyResult = {
  chain_valid: "flag",
  first_broken_at_row_id: "text|null",
  size: "number",
  root: "text",
  checked_at: "text",
  "faults?": [{ class: "text", seq: "number|null", row_id: "text|null", message: "text", expected: "text|null", found: "text|null" }],
} as const;

export const checkpointView = {
  checkpoint: "text",
  vkey: "text",
} as const;

export const consistencyProof = {
  hashes: ["text"],
} as const;

export const consumePermitResult = {
  jti: "text",
  approval_id: "text",
  action_type: "text",
  agent_id: "text",
  consumed_at: "text",
  audit_event_id: "text",
} as const;

export const permitKeys = {
  keys: [{ kty: "text", crv: "text", x: "text", kid: "text" }],
} as const;

const delegation = {
  id: "text",
  name: "text",
  status: "text",
  active: "flag",
  parent: { id: "text", name: "text" },
  child: { id: "text", name: "text" },
  parent_delegation_id: "text|null",
  chain: [{ id: "text", name: "text" }],
  depth: "number",
  capabilities: ["text"],
  environment: "text",
  key_id: "text",
  created_by: "text",
  created_at: "text",
  expires_at: "text",
  ended_at: "text|null",
  "you?": { can: ["text"] },
} as const;

export const createdDelegation = {
  id: "text",
  name: "text",
  status: "text",
  active: "flag",
  parent: { id: "text", name: "text" },
  child: { id: "text", name: "text" },
  parent_delegation_id: "text|null",
  chain: [{ id: "text", name: "text" }],
  depth: "number",
  capabilities: ["text"],
  environment: "text",
  key_id: "text",
  created_by: "text",
  created_at: "text",
  expires_at: "text",
  ended_at: "text|null",
  "you?": { can: ["text"] },
  api_key: "text",
} as const;

export const delegationPage = {
  data: [delegation],
  has_more: "flag",
  next_cursor: "text|null",
} as const;

export const revokedDelegation = {
  revoked: "flag",
  cascaded: "number",
} as const;

export const policyBundle = {
  bundle: "text",
  expires_at: "text",
} as const;

const policyHits = { last_24h: "number", last_7d: "number", verdicts_7d: { allow: "number", approve: "number", deny: "number", guard: "number" }, shadow_24h: "number", shadow_7d: "number", shadow_verdicts_7d: { allow: "number", approve: "number", deny: "number", guard: "number" }, last_at: "text|null" } as const;

const policySummary = { id: "text", name: "text", version: "number", action_type: "text", actions: ["text"], effect: "text", approval_required: "flag", mode: "text", status: "text", "description?": "text", "owner?": "text", "risk?": "text", "newest_version?": "number", "changed_at?": "text", "hits?": policyHits, "unreadable?": "text" } as const;

export const policyPage = {
  data: [policySummary],
  has_more: "flag",
  next_cursor: "text|null",
} as const;

const postureComponent = { score: "number", max: "number", summary: "text", evidence: [{ id: "text", label: "text", count: "number", href: "text", "rows?": [{ name: "text", detail: "text", at: "text|null", href: "text" }] }], advice: [{ id: "text", text: "text", gain: "number", action: { label: "text", href: "text" } }] } as const;

export const posture = {
  score: "number",
  components: { policy_coverage: postureComponent, least_privilege: postureComponent, human_oversight: postureComponent, enforcement: postureComponent, credential_hygiene: postureComponent, ledger_integrity: postureComponent, outcome_reporting: postureComponent, incident_response: postureComponent },
  computed_at: "text",
} as const;

const costAmounts = { "usd?": "text", "tokens?": "number", "calls?": "number", "seconds?": "number" } as const;

export const createdReservation = {
  id: "text",
  status: ["reserved","settled","released","expired"],
  run_id: "text|null",
  reserved: costAmounts,
  created_at: "text",
  expires_at: "text",
  "receipt?": receipt,
} as const;

export const requestedReservation = {
  status: "text",
  approval_id: "text",
  approval_url: "text",
  timeout_at: "text",
  message: "text",
  "policy_name?": "text",
  audit_event_id: "text",
  "receipt?": receipt,
} as const;

export const deniedReservation = {
  status: "text",
  denial_reason: "text",
  message: "text",
  "policy_name?": "text",
  conditions_evaluated: [conditionResult],
  audit_event_id: "text",
  "receipt?": receipt,
} as const;

export const settledReservation = {
  id: "text",
  status: ["reserved","settled","released","expired"],
  reserved: costAmounts,
  used: costAmounts,
  overruns: [{ policy: { id: "text", name: "text" }, measure: "text", cap: "json", used: "json" }],
  "receipt?": receipt,
} as const;

export const releasedReservation = {
  id: "text",
  status: ["reserved","settled","released","expired"],
  reserved: costAmounts,
} as const;

export const budgetList = {
  data: [{ policy: { id: "text", name: "text", version: "number" }, measure: "text", per: "text", cap: "json", extended: "json", used: "json", reserved: "json", remaining: "json", exceeded: "flag", thresholds: [{ share: "number", at: "json", passed: "flag" }] }],
} as const;

export const recordedEvent = {
  id: "text",
  kind: "text",
  recorded_at: "text",
  "receipt?": receipt,
} as const;

const pastDecision = { id: "text", seq: "number", at: "text", action_type: "text", agent_id: "text", environment: "text", status: "text", denial_reason: "text|null", policy_name: "text|null", approval_id: "text|null", reason_codes: ["text"], findings: ["text"], risk_score: "number", importance: "text", retention: "text", run_id: "text|null", tags: ["text"], session_id: "text|null", correlation_id: "text|null", message: "text|null", withheld: "text|null", leaf_hash: "text" } as const;

export const pastDecisionPage = {
  data: [pastDecision],
  has_more: "flag",
  next_cursor: "text|null",
} as const;

const similarityReason = { by: "text", points: "number", values: ["text"] } as const;

const similarDecision = { score: "number", reasons: [similarityReason], decision: pastDecision } as const;

export const similarDecisions = {
  data: [similarDecision],
  compared: "number",
} as const;

export const recall = {
  "found?": "number",
  "not_found?": "number",
  "reason?": "text",
  data: [{ event_id: "text", decision: pastDecision }],
  unknown: ["text"],
} as const;

const graphNode = { id: "text", kind: "text", name: "text|null", depth: "number", "halted?": "flag", "active?": "flag" } as const;

const graphEdge = { from: "text", to: "text", type: "text", "last_at?": "text", "last_status?": "text" } as const;

export const graph = {
  nodes: [graphNode],
  edges: [graphEdge],
  truncated: "flag",
} as const;

export const run = {
  id: "text",
  name: "text|null",
  session_id: "text|null",
  created_at: "text",
} as const;
