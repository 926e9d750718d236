export type { ActionOptions, CheckOptions, ExecuteOptions, GateOptions, GuardOptions, OnQuestion, PermitGrade } from "./action-options.ts";
export { AgentLattice, type DelegatedAgent } from "./agent-lattice.ts";
export type { AppEventData, AppEventOptions, Audit, RecordedEvent } from "./app-events.ts";
export type { Applied, Degrade, SuggestedModel } from "./apply-obligations.ts";
export type { AuditList, AuditOptions, AuditPage, LedgerCheck } from "./audit.ts";
export type { AuditEvent } from "./audit-event.ts";
export type {
  BudgetAmounts,
  BudgetOptions,
  BudgetReservation,
  Budgets,
  BudgetUsage,
  Cost,
  ReleasedReservation,
  ReserveOptions,
  SettledCost,
} from "./budgets.ts";
export type { AgentLatticeOptions } from "./config.ts";
export type { ConsumedPermit, ConsumeOptions } from "./consume-permit.ts";
export type {
  DecisionListOptions,
  Decisions,
  PastDecision,
  PastDecisionPage,
  Recall,
  SimilarDecisions,
  SimilarOptions,
} from "./decisions.ts";
export type { DelegateOptions } from "./delegate.ts";
export { AgentLatticeCleanupError, AgentLatticeDelegationError, AgentLatticeParallelError } from "./delegation-errors.ts";
export type { Delegation, DelegationListOptions, DelegationPage, NamedAgent, RevokedDelegation } from "./delegations.ts";
export {
  AgentLatticeAuthenticationError,
  AgentLatticeConnectionError,
  AgentLatticeDeniedError,
  AgentLatticeError,
  AgentLatticeGapError,
  AgentLatticeTimeoutError,
  type Denial,
  type DeniedReason,
  type ErrorDetails,
} from "./errors.ts";
export type { EvaluateOptions } from "./evaluate.ts";
export type { Evaluation, ScanFinding, ScanResult } from "./evaluation.ts";
export type { EventGap } from "./event-gap.ts";
export type { Graph, GraphEdge, GraphEdgeType, GraphNode, GraphOptions } from "./graph.ts";
export type { Halt, HaltScope, HaltSubscription, OnHaltOptions } from "./halts.ts";
export type { HeartbeatLoopOptions, HeartbeatOptions, HeartbeatResult, Heartbeats } from "./heartbeat.ts";
export { type AgentIdentity, generateIdentity, type IdentityKeyPair } from "./identity.ts";
export type { JsonValue } from "./json.ts";
export { Ledger, type PinOptions } from "./ledger.ts";
export { LedgerDivergenceError, LedgerVerificationError } from "./ledger-errors.ts";
export type { LedgerPin } from "./ledger-pin.ts";
export type { PermitKey } from "./open-signed.ts";
export { Permits, type VerifyPermitWithKeysOptions } from "./permits.ts";
export type { PolicyHits, PolicyListOptions, PolicyPage, PolicySummary, VerdictCounts } from "./policies.ts";
export type { Posture, PostureAdvice, PostureComponent, PostureEvidence } from "./posture.ts";
export type { Precheck, PrecheckAnswer } from "./precheck.ts";
export type { RequestOptions } from "./request.ts";
export type {
  ActionResult,
  ActionStatus,
  Approval,
  ApprovalStatus,
  ApprovedAction,
  CheckResult,
  ConditionResult,
  Decision,
  DenialReason,
  DeniedAction,
  EndedAction,
  ExecutedAction,
  Finding,
  GateResult,
  Obligation,
  Outcome,
  PendingAction,
  PolicyVerdict,
  Postcondition,
  Question,
  Receipt,
  ReportResult,
  ShadowVerdict,
  Usage,
  Whoami,
} from "./results.ts";
export type { ActiveRun, LlmCall, RunEventOptions, RunReportOptions, ToolCall } from "./run.ts";
export type { Run, RunOptions } from "./runs.ts";
export type { DecisionFilter, StreamStatus, SubscribeOptions } from "./subscribe-options.ts";
export type { EventStream, Subscription } from "./subscription.ts";
export { toolAction } from "./tool-action.ts";
export { type Callback, type CallbackRequest, type VerifyCallbackOptions, verifyCallback } from "./verify-callback.ts";
export { type VerifiedPermit, type VerifyPermitOptions, verifyPermit } from "./verify-permit.ts";
export { type VerifiedReceipt, type VerifyReceiptOptions, verifyReceipt } from "./verify-receipt.ts";
export type { WaitOptions } from "./wait.ts";
