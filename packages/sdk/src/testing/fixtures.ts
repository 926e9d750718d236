import type { ActionResult, Approval, AuditEvent, CreatedDelegation, Problem } from "@agentlattice/contract";
import type { FakeRequest, Reply } from "./fake-api.ts";

export const KEY = "al_live_0123456789abcdefghijABCDEFGHIJ01234567";
export const EVENT = "evt_01h455vb4pex5vsknk084sn02q";
export const EXECUTED = "evt_01h455vb4pex5vsknk084sn02r";
export const APPROVAL = "apr_01h455vb4pex5vsknk084sn02q";
export const APPROVAL_URL = `https://console.example.com/approvals/${APPROVAL}`;
export const AT = "2026-11-21T08:00:00.000Z";
const HASH = "0".repeat(64);

export const policyVerdict = {
  id: "pol_01h455vb4pex5vsknk084sn02q",
  name: "merges",
  version: 3,
  hash: HASH,
  verdict: "approve",
  mode: "enforce",
} as const;

export const condition = {
  field: "metadata.lines_changed",
  operator: "lte",
  expected: 100,
  actual: { lines_changed: 250 },
  result: false,
  source: "asserted",
  remedy: "Split the change",
  policy: "merges",
  path: "when.all[0]",
} as const;

export const receipt = { seq: 41, entry: '{"v":1}', leaf_hash: HASH, hashes: ["AAAA"], checkpoint: "agentlattice.local/log/x/g1\n42\n…" };

export function actionResult(overrides: Partial<ActionResult> = {}): ActionResult {
  const status = overrides.status ?? "executed";
  return {
    status,
    audit_event_id: EVENT,
    action_type: "pr.merge",
    environment: "prod",
    message: "policy merges",
    policy_name: "merges",
    conditions_evaluated: [condition],
    decision: {
      id: EVENT,
      action: status === "executed" ? "ALLOW" : "REQUIRE_APPROVAL",
      status: status === "executed" || status === "denied" ? status : "requested",
      reason_codes: [],
      risk_score: 12,
      mode: "enforce",
      shadow: [],
      policies: [policyVerdict],
      conditions_evaluated: [condition],
      event_types: ["action.executed"],
      evaluated_at: AT,
    },
    obligations: [{ type: "redact", policy: "merges", params: { field_names: ["card_number"] } }],
    receipt,
    ...overrides,
  };
}

export const requested = () =>
  actionResult({ status: "requested", approval_id: APPROVAL, approval_url: APPROVAL_URL, timeout_at: "2026-11-21T16:00:00.000Z" });

export const collected = () =>
  actionResult({ approval_id: APPROVAL, executed_event_id: EXECUTED, permit: "prm_secret", permit_expires_at: AT });

export function approval(status: Approval["status"], overrides: Partial<Approval> = {}): Approval {
  return {
    id: APPROVAL,
    status,
    approval_url: APPROVAL_URL,
    action_type: "pr.merge",
    target: null,
    summary: null,
    amount: null,
    environment: "prod",
    digest: HASH,
    requested_digest: HASH,
    claimed_by: null,
    claimed_until: null,
    comments: [],
    audit_event_id: EVENT,
    requested_by: { id: "agt_01h455vb4pex5vsknk084sn02q", name: "merger" },
    requested_at: AT,
    expires_at: "2026-11-21T16:00:00.000Z",
    use_within: 900,
    ...(status === "pending"
      ? {}
      : { decided_at: AT, decided_by: { id: "usr_01h455vb4pex5vsknk084sn02q", name: "Ana", role: "operator" } }),
    stages: [],
    votes: [],
    risk: { level: "low", score: 1, reasons: [] },
    policies: [policyVerdict],
    server_time: AT,
    ...overrides,
  };
}

export const CHILD_KEY = KEY.replace("0123", "9876");

export function createdDelegation(overrides: Partial<CreatedDelegation> = {}): CreatedDelegation {
  const root = { id: "agt_01h455vb4pex5vsknk084sn02q", name: "release-bot" };
  const child = { id: "agt_01h455vb4pex5vsknk084sn02r", name: "release-bot/reviewer" };
  return {
    id: "del_01h455vb4pex5vsknk084sn02q",
    name: "reviewer",
    status: "active",
    active: true,
    parent: root,
    child,
    parent_delegation_id: null,
    chain: [root, child],
    depth: 1,
    capabilities: ["pr.*"],
    environment: "prod",
    key_id: "key_01h455vb4pex5vsknk084sn02q",
    created_by: root.id,
    created_at: AT,
    expires_at: AT,
    ended_at: null,
    you: { can: ["revokeDelegation"] },
    api_key: CHILD_KEY,
    ...overrides,
  };
}

export function problem(code: string, status: number, overrides: Partial<Problem> = {}): { status: number; body: Problem } {
  const retryable = overrides.retryable ?? (status >= 500 || status === 429);
  const detail = overrides.detail ?? `${code} happened`;
  const body = {
    type: "about:blank",
    title: code,
    status,
    detail,
    code,
    request_id: "req_1",
    retryable,
    error: { code, message: detail, details: {} },
    ...overrides,
  };
  return { status, body };
}

/** Scripts one approval: `poll` and `collect` answer in turn, and the last answer repeats. */
export function approvalScript(script: { submit?: Reply; poll: (Reply | (() => Reply | Promise<Reply>))[]; collect?: Reply[] }) {
  const polls = [...script.poll];
  const collects = [...(script.collect ?? [{ body: collected() }])];
  const next = <T>(list: T[]): T => (list.length > 1 ? list.shift() : list[0]) as T;
  return async ({ method, path }: FakeRequest): Promise<Reply> => {
    if (path === "/api/v1/actions") return script.submit ?? { status: 202, body: requested() };
    if (path === `/api/v1/approvals/${APPROVAL}/collect`) return next(collects);
    if (method === "GET" && path === `/api/v1/approvals/${APPROVAL}`) {
      const reply = next(polls);
      return typeof reply === "function" ? reply() : reply;
    }
    return problem("NOT_FOUND", 404);
  };
}

/** Returns the answer to a long poll that timed out without a decision. */
export const stillPending: Reply = {
  status: 202,
  body: approval("pending"),
  headers: { "preference-applied": "wait=25", "retry-after": "1" },
};

export function auditEvent(seq: number, overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: EVENT,
    seq,
    timestamp: AT,
    kind: "action.executed",
    action_type: "pr.merge",
    agent_id: "agt_01h455vb4pex5vsknk084sn02q",
    actor: { type: "agent", id: "agt_01h455vb4pex5vsknk084sn02q" },
    subject: { type: "action", id: EVENT },
    status: "executed",
    denial_reason: null,
    approval_id: null,
    event_types: ["action.executed"],
    leaf_hash: HASH,
    environment: "prod",
    ...overrides,
  };
}

/** Returns an event in the format of the live stream. */
export const streamed = (seq: number, overrides: Partial<AuditEvent> = {}) =>
  `id: ${seq}\nevent: action.executed\ndata: ${JSON.stringify(auditEvent(seq, overrides))}\n\n`;
