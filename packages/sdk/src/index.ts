export type { ActionOptions, CheckOptions, ExecuteOptions, GateOptions, GuardOptions } from "./action-options.ts";
export { AgentLattice } from "./agent-lattice.ts";
export type { AgentLatticeOptions } from "./config.ts";
export {
  AgentLatticeAuthenticationError,
  AgentLatticeConnectionError,
  AgentLatticeDeniedError,
  AgentLatticeError,
  AgentLatticeTimeoutError,
  type Denial,
  type DeniedReason,
  type ErrorDetails,
} from "./errors.ts";
export type { JsonValue } from "./json.ts";
export type {
  ActionResult,
  ActionStatus,
  Approval,
  ApprovalStatus,
  CheckResult,
  ConditionResult,
  Decision,
  DenialReason,
  GateResult,
  Obligation,
  Outcome,
  PolicyVerdict,
  Receipt,
  ReportResult,
  Whoami,
} from "./results.ts";
