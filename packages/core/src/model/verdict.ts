import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Submission } from "./facts.ts";
import type { Json } from "./json.ts";
import type { CapExtension, LimitFailure, SettlePlan } from "./settle-plan.ts";

export type PolicyMode = "enforce" | "monitor" | "report_only";
export type PolicyEffect = "allow" | "approve" | "deny" | "guard";

/** The result of one condition. `actual` is null when the value is unknown or the policy keeps it private. */
export interface ConditionResult {
  readonly field: string;
  readonly operator: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly result: boolean;
  readonly source: "asserted" | "attested";
  readonly remedy?: string;
  readonly policy: string;
  /** The path of the condition, such as `spec.require[0]`. */
  readonly path: string;
}

/** The verdict of one policy. */
export interface PolicyVerdict {
  /** Wire id, `pol_…`. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly verdict: PolicyEffect;
  readonly mode: PolicyMode;
}

/**
 * The verdict that a policy or the default would have given in enforce mode. `report_only` evaluates nothing and has only the verdict. The default has
 * the id `default`, version 0 and a hash of zeros.
 */
export interface ShadowVerdict extends PolicyVerdict {
  readonly action?: DecisionAction;
  /** Present when `action` denies. */
  readonly reason?: DenialReason;
  /** The conditions that decided or failed. */
  readonly conditions?: readonly ConditionResult[];
  readonly findings?: readonly Finding[];
  /** The limit that would have denied. */
  readonly settled?: LimitFailure;
}

export interface Obligation {
  readonly type: string;
  readonly policy: string;
  readonly params?: Readonly<Record<string, Json>>;
  /** The module that requires it; absent when the policy itself does. */
  readonly module?: string;
  /** True when the caller may ignore it. */
  readonly advisory?: true;
}

/** Something a module found: its kind and location, never the value. */
export interface Finding {
  /** The kind, such as `aws_access_key`. */
  readonly type: string;
  readonly category: string;
  readonly module: string;
  readonly policy: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** 0 to 1. */
  readonly confidence: number;
  /** The path in the submission, such as `metadata.token`. */
  readonly path: string;
  /** The part that matched: a value or a member's name. */
  readonly part: "value" | "key";
  /** UTF-16 offsets in the text at `path`. */
  readonly start: number;
  readonly end: number;
  readonly fingerprint?: string;
}

/** One stage of an approval. Durations in seconds. */
export interface ApprovalStage {
  readonly approvers: readonly string[];
  /** The number of distinct people who must approve. */
  readonly quorum: number;
  /** The stage escalates at half of this time and again at its end. */
  readonly sla?: number;
  /** Approvers who join when the stage escalates. */
  readonly fallback?: readonly string[];
}

/** A field that a reviewer may change before approving, with its bounds. */
export interface EditableField {
  readonly field: string;
  /** The highest number; `requested` is the value that the agent submitted. */
  readonly max?: number | "requested";
  readonly min?: number;
  readonly one_of?: readonly (string | number | boolean)[];
  /** An RE2 pattern that the whole text must match. */
  readonly pattern?: string;
}

/** The approval settings, merged from every policy that requires approval. Durations in seconds. */
export interface ApprovalPlan {
  /** The stages in the order in which they are decided. */
  readonly stages: readonly ApprovalStage[];
  readonly expires: number;
  readonly use_within: number;
  readonly separation_of_duties: "default" | "strict";
  readonly reason: "required_on_deny" | "always" | "optional";
  /** `per_stage`: a person may decide each stage. Absent: a person decides at most one stage of the request. */
  readonly distinct?: "per_stage";
  /** Absent: a request that nobody decides is denied. `escalate`: it escalates and gets its time once more first. */
  readonly on_timeout?: "escalate";
  /** True when each decision needs a fresh proof of the person's identity. */
  readonly step_up?: true;
  /** Present when each approval needs the signature of the person's passkey over what was shown. */
  readonly evidence?: "passkey";
  /** Fields that a reviewer may change. Several items for one field all apply. */
  readonly editable?: readonly EditableField[];
  /** True when the caller promised to run the arguments as a reviewer changed them. Without it, nothing may be changed. */
  readonly edits_promised?: true;
  /** The time within which the outcome of a consumed permit must be reported. */
  readonly report_within?: number;
  /** `consumed`: an offline permit is refused. Absent: the agent chooses the grade. */
  readonly permits?: "consumed";
  /** The channels that announce the request; absent for the channels that each approver has chosen. */
  readonly notify?: readonly string[];
  /** Absent when approvers may not give grants. */
  readonly grants?: GrantRules;
  /** The caps that the request asks to extend. Present when the action exceeded them. */
  readonly extension?: readonly CapExtension[];
  /** True when the request is for a reservation of budgets, which runs nothing. */
  readonly reserves?: true;
  /** The highest `metadata.labels.risk` of these policies; `medium` when none sets it. */
  readonly risk: "low" | "medium" | "high" | "critical";
  /** Paths of the conditions that required approval, with the policy's name. */
  readonly asked_by: readonly { readonly policy: string; readonly path: string }[];
}

/** The bounds of the grants that approvers may give. Durations in seconds. */
export interface GrantRules {
  readonly max: number;
  readonly max_count: number;
  readonly max_sum?: number;
  /** The field that a sum adds up. */
  readonly sum_field: string;
  /** True when a grant covers only actions with the same arguments. */
  readonly exact: boolean;
}

/** A standing grant for the same agent and action that does not cover the submission, with the first term that differs. */
export interface GrantMismatch {
  /** `gra_…` */
  readonly grant_id: string;
  /** The first term that does not match: a field such as `metadata.amount`, or `key`, `policies`, `count` or `sum`. */
  readonly term: string;
  readonly reason: string;
}

/** The stateless verdict: a pure function of facts and compiled policies. */
export interface Verdict {
  readonly action: DecisionAction;
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason?: DenialReason;
  /** The grant that nearly covered the action. Set only while a person is asked. */
  readonly grant_mismatch?: GrantMismatch;
  /** The deciding policy: the first by name among the denials, approvals or allows. */
  readonly policy_name?: string;
  readonly message: string;
  readonly conditions_evaluated: readonly ConditionResult[];
  readonly policies: readonly PolicyVerdict[];
  /** The verdicts of monitored policies and of the default in a monitored environment. */
  readonly shadow: readonly ShadowVerdict[];
  readonly obligations: readonly Obligation[];
  readonly findings: readonly Finding[];
  /** The submission as it may be stored and shown; absent when modules changed nothing. */
  readonly effective?: Submission;
  /** True when the caller must use `effective` instead of what it sent. */
  readonly rewritten?: true;
  /**
   * The values behind the placeholders that the caller received.
   * INVARIANT: stored encrypted and separate from the rest, never returned in an answer.
   */
  readonly placeholders?: ReadonlyMap<string, string>;
  /** The limits that the ledger commit settles before this verdict is final; absent when there are none. */
  readonly settle?: SettlePlan;
  /** The limit that the ledger commit found exceeded. */
  readonly settled?: LimitFailure;
  /** The fallback model that the ledger commit selected, as an index into the policy's list. */
  readonly fallback?: { readonly policy: string; readonly index: number };
  readonly reason_codes: readonly string[];
  readonly event_types: readonly string[];
  readonly risk_score: number;
  /** Present when `status` is `requested`. */
  readonly approval?: ApprovalPlan;
  /**
   * The summary that reviewers read. It contains untrusted text from the agent. Present with `approval` when the policy or the agent gives
   * one.
   */
  readonly summary?: string;
  /** Present with `explain`: every evaluated policy and why it did or did not apply. */
  readonly explain?: readonly { readonly policy: string; readonly applied: boolean; readonly verdict: string; readonly because: string }[];
}
