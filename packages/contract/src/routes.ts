import type { z } from "zod";
import * as actions from "./actions.ts";
import * as agents from "./agents.ts";
import * as approvals from "./approvals.ts";
import * as audit from "./audit.ts";
import * as auth from "./auth.ts";
import type { ErrorCode } from "./errors.ts";
import * as policies from "./policies.ts";
import { pageQuery } from "./primitives.ts";
import type { Permission } from "./permissions.ts";

/** One line of the HTTP surface. The API mounts it, OpenAPI prints it, the tests try it from another organisation. */
export interface Route {
  method: "get" | "post" | "patch" | "delete";
  /** Hono style below `/api/v1`: `/approvals/:id`. */
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  /** `public`: no credential. Otherwise the permission that is checked before anything else. */
  access: "public" | Permission;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Request headers of our own that the route reads. */
  headers?: readonly string[];
  responses: Readonly<Record<number, { description: string; schema?: z.ZodType; type?: string }>>;
  errors: readonly ErrorCode[];
}

const common = ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED", "DATABASE_UNAVAILABLE", "INTERNAL"] as const;
const write = [...common, "MALFORMED_JSON", "INVALID_REQUEST", "UNSUPPORTED_MEDIA_TYPE", "PAYLOAD_TOO_LARGE", "INVALID_HEADER", "IDEMPOTENCY_CONFLICT", "SIGNING_PENDING", "LEDGER_DIVERGED"] as const;
const commit = [...write, "QUEUE_FULL", "OUTCOME_UNKNOWN", "POLICY_UNAVAILABLE", "SHUTTING_DOWN"] as const;

const ok = (description: string, schema?: z.ZodType) => ({ description, ...(schema ? { schema } : {}) });
const result = actions.ActionResult;

export const ROUTES = [
  { method: "post", path: "/actions", operationId: "submitAction", tag: "Actions", summary: "Ask to act", access: "actions:submit", body: actions.ActionInput, headers: ["X-AL-Event-ID", "X-AL-Delegation-ID", "Prefer"], responses: { 200: ok("Executed, denied or replayed", result), 202: ok("A person decides", result) }, errors: [...commit, "DELEGATION_INVALID"] },
  { method: "get", path: "/actions/:id", operationId: "getAction", tag: "Actions", summary: "Read an action and where it stands", access: "actions:submit", responses: { 200: ok("The action", result) }, errors: [...common, "NOT_FOUND"] },
  { method: "post", path: "/actions/check", operationId: "checkAction", tag: "Actions", summary: "What would be decided, without deciding", access: "actions:submit", body: actions.ActionInput, responses: { 200: ok("What would happen", actions.CheckResult) }, errors: [...write, "POLICY_UNAVAILABLE"] },
  { method: "post", path: "/actions/:id/report", operationId: "reportOutcome", tag: "Actions", summary: "Report how an action went", access: "actions:submit", body: actions.ReportInput, headers: ["Idempotency-Key"], responses: { 201: ok("Recorded", actions.ReportResult) }, errors: [...commit, "NOT_FOUND"] },
  { method: "post", path: "/report", operationId: "reportOutcomeById", tag: "Actions", summary: "Report how an action went, the id in the body", access: "actions:submit", body: actions.ReportByIdInput, headers: ["Idempotency-Key"], responses: { 201: ok("Recorded", actions.ReportResult) }, errors: [...commit, "NOT_FOUND"] },
  { method: "get", path: "/approvals", operationId: "listApprovals", tag: "Approvals", summary: "List approvals", access: "approvals:read", query: approvals.ApprovalListQuery, responses: { 200: ok("A page", approvals.ApprovalPage) }, errors: [...common, "INVALID_REQUEST"] },
  { method: "get", path: "/approvals/:id", operationId: "getApproval", tag: "Approvals", summary: "Read an approval, or wait for its decision with Prefer: wait=25", access: "approvals:read", headers: ["Prefer"], responses: { 200: ok("Decided, or read without waiting", approvals.Approval), 202: ok("Still pending when the wait was over", approvals.Approval) }, errors: [...common, "NOT_FOUND", "TOO_MANY_WAITERS"] },
  { method: "get", path: "/approvals/:id/review", operationId: "reviewApproval", tag: "Approvals", summary: "All that a reviewer needs to decide", access: "approvals:decide", responses: { 200: ok("The approval as reviewers see it", approvals.ApprovalReview) }, errors: [...common, "NOT_FOUND"] },
  { method: "post", path: "/approvals/:id/decision", operationId: "decideApproval", tag: "Approvals", summary: "Approve or deny", access: "approvals:decide", body: approvals.DecisionInput, responses: { 200: ok("Decided", approvals.Approval) }, errors: [...commit, "NOT_FOUND", "ALREADY_DECIDED", "DIGEST_MISMATCH", "NOT_ELIGIBLE", "REASON_REQUIRED", "APPROVAL_NOT_PENDING"] },
  { method: "post", path: "/approvals/:id/collect", operationId: "collectApproval", tag: "Approvals", summary: "Take an approval up: executes and returns the permit", access: "actions:submit", body: approvals.CollectInput, responses: { 200: ok("Executed", result) }, errors: [...commit, "NOT_FOUND", "APPROVAL_PENDING", "APPROVAL_DENIED", "APPROVAL_EXPIRED", "APPROVAL_LAPSED", "APPROVAL_CANCELLED", "APPROVAL_REVOKED", "APPROVAL_REFUSED"] },
  { method: "post", path: "/approvals/:id/cancel", operationId: "cancelApproval", tag: "Approvals", summary: "Withdraw a request", access: "actions:submit", responses: { 200: ok("Cancelled", approvals.Approval) }, errors: [...commit, "NOT_FOUND", "APPROVAL_NOT_PENDING"] },
  { method: "post", path: "/permits/consume", operationId: "consumePermit", tag: "Approvals", summary: "Check a permit at the point of enforcement, once", access: "permits:consume", body: approvals.ConsumePermitInput, responses: { 200: ok("Valid, now consumed", approvals.ConsumePermitResult) }, errors: [...commit, "PERMIT_INVALID", "PERMIT_CONSUMED", "PERMIT_EXPIRED", "PERMIT_WRONG_AUDIENCE", "PERMIT_PAYLOAD_MISMATCH"] },
  { method: "get", path: "/whoami", operationId: "whoami", tag: "Agents", summary: "Who this key speaks for", access: "whoami", responses: { 200: ok("The principal", agents.Whoami) }, errors: common },
  { method: "get", path: "/policies", operationId: "listPolicies", tag: "Policies", summary: "List policies", access: "policies:read", query: policies.PolicyListQuery, responses: { 200: ok("A page", policies.PolicyPage) }, errors: [...common, "INVALID_REQUEST"] },
  { method: "post", path: "/policies", operationId: "createPolicy", tag: "Policies", summary: "Save a policy version as a draft", access: "policies:write", body: policies.PolicyInput, headers: ["Idempotency-Key"], responses: { 201: ok("Saved", policies.PolicyVersion) }, errors: [...write, "POLICY_INVALID"] },
  { method: "post", path: "/policies/validate", operationId: "validatePolicy", tag: "Policies", summary: "Check a document without saving it", access: "policies:read", body: policies.PolicyInput, responses: { 200: ok("What is wrong with it", policies.PolicyValidation) }, errors: write },
  { method: "get", path: "/policies/:id", operationId: "getPolicy", tag: "Policies", summary: "Read a policy", access: "policies:read", responses: { 200: ok("The newest version", policies.PolicyDetail) }, errors: [...common, "NOT_FOUND"] },
  { method: "post", path: "/policies/:id/publish", operationId: "publishPolicy", tag: "Policies", summary: "Make a version decide", access: "policies:publish", body: policies.PublishInput, headers: ["Idempotency-Key"], responses: { 200: ok("In force", policies.PublishResult) }, errors: [...write, "NOT_FOUND", "POLICY_UNAVAILABLE"] },
  { method: "get", path: "/agents", operationId: "listAgents", tag: "Agents", summary: "List agents", access: "agents:read", query: pageQuery, responses: { 200: ok("A page", agents.AgentPage) }, errors: [...common, "INVALID_REQUEST"] },
  { method: "post", path: "/agents", operationId: "createAgent", tag: "Agents", summary: "Create an agent", access: "agents:write", body: agents.AgentInput, headers: ["Idempotency-Key"], responses: { 201: ok("Created", agents.Agent) }, errors: [...write, "NAME_TAKEN"] },
  { method: "get", path: "/agents/:id", operationId: "getAgent", tag: "Agents", summary: "Read an agent", access: "agents:read", responses: { 200: ok("The agent", agents.Agent) }, errors: [...common, "NOT_FOUND"] },
  { method: "patch", path: "/agents/:id", operationId: "changeAgent", tag: "Agents", summary: "Change or disable an agent", access: "agents:write", body: agents.AgentPatch, responses: { 200: ok("Changed", agents.Agent) }, errors: [...write, "NOT_FOUND"] },
  { method: "get", path: "/agents/:id/keys", operationId: "listAgentKeys", tag: "Agents", summary: "List an agent's keys", access: "agents:read", query: pageQuery, responses: { 200: ok("A page", agents.KeyPage) }, errors: [...common, "NOT_FOUND", "INVALID_REQUEST"] },
  { method: "post", path: "/agents/:id/keys", operationId: "createAgentKey", tag: "Agents", summary: "Mint a key, shown once", access: "agents:write", body: agents.KeyInput, headers: ["Idempotency-Key"], responses: { 201: ok("Created", agents.CreatedKey) }, errors: [...write, "NOT_FOUND"] },
  { method: "delete", path: "/agents/:id/keys/:key_id", operationId: "revokeAgentKey", tag: "Agents", summary: "Revoke a key", access: "agents:write", responses: { 200: ok("Revoked", agents.Key) }, errors: [...common, "NOT_FOUND"] },
  { method: "post", path: "/keys", operationId: "createOrgKey", tag: "Agents", summary: "Mint an organisation key for automation, shown once", access: "keys:write", body: agents.OrgKeyInput, headers: ["Idempotency-Key"], responses: { 201: ok("Created", agents.CreatedKey) }, errors: write },
  { method: "delete", path: "/keys/:key_id", operationId: "revokeOrgKey", tag: "Agents", summary: "Revoke an organisation key", access: "keys:write", responses: { 200: ok("Revoked", agents.Key) }, errors: [...common, "NOT_FOUND"] },
  { method: "post", path: "/auth/sign-in", operationId: "signIn", tag: "Sign-in", summary: "Exchange e-mail and password for a session token", access: "public", body: auth.SignInInput, responses: { 200: ok("Signed in", auth.SignInResult) }, errors: [...write, "INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"] },
  { method: "post", path: "/auth/sign-out", operationId: "signOut", tag: "Sign-in", summary: "End this session", access: "session", responses: { 204: ok("Ended") }, errors: common },
  { method: "get", path: "/auth/session", operationId: "getSession", tag: "Sign-in", summary: "Who is signed in", access: "session", responses: { 200: ok("The session", auth.SessionView) }, errors: common },
  { method: "get", path: "/audit/events", operationId: "listAuditEvents", tag: "Audit", summary: "List ledger entries, newest first", access: "audit:read", query: audit.AuditQuery, responses: { 200: ok("A page", audit.AuditPage) }, errors: [...common, "INVALID_REQUEST"] },
  { method: "get", path: "/audit/checkpoint", operationId: "getCheckpoint", tag: "Audit", summary: "The newest signed head", access: "audit:verify", responses: { 200: ok("The head", audit.CheckpointView) }, errors: common },
  { method: "get", path: "/audit/verify", operationId: "verifyLedger", tag: "Audit", summary: "Check the whole ledger on the server", access: "audit:verify", responses: { 200: ok("The outcome", audit.VerifyResult) }, errors: common },
  { method: "get", path: "/audit/proof/inclusion", operationId: "proveInclusion", tag: "Audit", summary: "Prove that an entry is in the ledger", access: "audit:read", query: audit.InclusionQuery, responses: { 200: ok("The proof", audit.InclusionProof) }, errors: [...common, "NOT_FOUND", "INVALID_REQUEST"] },
  { method: "get", path: "/audit/proof/consistency", operationId: "proveConsistency", tag: "Audit", summary: "Prove that one head extends another", access: "audit:verify", query: audit.ConsistencyQuery, responses: { 200: ok("The proof", audit.ConsistencyProof) }, errors: [...common, "INVALID_REQUEST"] },
  { method: "get", path: "/audit/export", operationId: "exportLedger", tag: "Audit", summary: "Export the entries byte for byte", access: "audit:export", query: audit.ExportQuery, responses: { 200: { description: "One leaf per line", type: "text/plain" } }, errors: [...common, "INVALID_REQUEST"] },
  { method: "get", path: "/events/stream", operationId: "streamEvents", tag: "Audit", summary: "Live entries as server-sent events, resumable", access: "audit:read", query: audit.StreamQuery, headers: ["Last-Event-ID"], responses: { 200: { description: "id = seq, data = a row of the audit list", type: "text/event-stream" } }, errors: [...common, "CURSOR_EXPIRED"] },
] as const satisfies readonly Route[];

export type OperationId = (typeof ROUTES)[number]["operationId"];
