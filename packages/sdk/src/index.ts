export type {
  ActionOptions,
  CheckOptions,
  ExecuteOptions,
  GateOptions,
  GuardOptions,
  OnQuestion,
  PermitGrade,
  WithEdits,
} from "./actions/action-options.ts";
export type { Applied, Degrade, SuggestedModel } from "./actions/apply-obligations.ts";
export type { ChangedValue, ExecuteWithEdits, GateWithEdits, WaitWithEdits } from "./actions/edits.ts";
export type { EvaluateOptions } from "./actions/evaluate.ts";
export type { Evaluation, ScanFinding, ScanResult } from "./actions/evaluation.ts";
export { type AgentIdentity, generateIdentity, type IdentityKeyPair } from "./actions/identity.ts";
export type { Precheck, PrecheckAnswer } from "./actions/precheck.ts";
export { readUsage } from "./actions/read-usage.ts";
export { toolAction } from "./actions/tool-action.ts";
export type { WaitOptions } from "./actions/wait.ts";
export { AgentLattice, type DelegatedAgent } from "./agent-lattice.ts";
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
export type {
  DecisionListOptions,
  Decisions,
  PastDecision,
  PastDecisionPage,
  Recall,
  SimilarDecisions,
  SimilarOptions,
} from "./decisions.ts";
export type { DelegateOptions } from "./delegation/delegate.ts";
export { AgentLatticeCleanupError, AgentLatticeDelegationError, AgentLatticeParallelError } from "./delegation/delegation-errors.ts";
export type { Delegation, DelegationListOptions, DelegationPage, NamedAgent, RevokedDelegation } from "./delegation/delegations.ts";
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
export type { GrantCoverage, GrantMismatch } from "./grant-results.ts";
export type { Graph, GraphEdge, GraphEdgeType, GraphNode, GraphOptions } from "./graph.ts";
export type { Halt, HaltScope, HaltSubscription, OnHaltOptions } from "./halts.ts";
export type { HeartbeatLoopOptions, HeartbeatOptions, HeartbeatResult, Heartbeats } from "./heartbeat.ts";
export type { AppEventData, AppEventOptions, Audit, RecordedEvent } from "./ledger/app-events.ts";
export type { AuditList, AuditOptions, AuditPage, LedgerCheck, LedgerFault } from "./ledger/audit.ts";
export type { AuditEvent } from "./ledger/audit-event.ts";
export { Ledger, type PinOptions } from "./ledger/ledger.ts";
export { LedgerDivergenceError, LedgerVerificationError } from "./ledger/ledger-errors.ts";
export type { LedgerPin } from "./ledger/ledger-pin.ts";
export type { PermitKey } from "./ledger/open-signed.ts";
export { type VerifiedReceipt, type VerifyReceiptOptions, verifyReceipt } from "./ledger/verify-receipt.ts";
export type { ConsumedPermit, ConsumeOptions } from "./permits/consume-permit.ts";
export { Permits, type VerifyPermitWithKeysOptions } from "./permits/permits.ts";
export { type Callback, type CallbackRequest, type VerifyCallbackOptions, verifyCallback } from "./permits/verify-callback.ts";
export { type VerifiedPermit, type VerifyPermitOptions, verifyPermit } from "./permits/verify-permit.ts";
export type { PolicyHits, PolicyListOptions, PolicyPage, PolicySummary, VerdictCounts } from "./policies.ts";
export type { Posture, PostureAdvice, PostureComponent, PostureEvidence } from "./posture.ts";
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
export type {
  ActiveRun,
  LlmCall,
  McpConnection,
  McpFailure,
  RegisteredSkill,
  RunEventOptions,
  RunReportOptions,
  ToolCall,
} from "./runs/run.ts";
export type { Run, RunOptions } from "./runs/runs.ts";
export type { EventGap } from "./stream/event-gap.ts";
export type { DecisionFilter, StreamStatus, SubscribeOptions } from "./stream/subscribe-options.ts";
export type { EventStream, Subscription } from "./stream/subscription.ts";
export type { AgentLatticeOptions } from "./transport/config.ts";
export type { JsonValue } from "./transport/json.ts";
export type { RequestOptions } from "./transport/request.ts";
