import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Submission } from "./facts.ts";
import type { Json } from "./json.ts";
import type { LimitFailure, SettlePlan } from "./settle-plan.ts";

export type PolicyMode = "enforce" | "monitor" | "report_only";
export type PolicyEffect = "allow" | "approve" | "deny" | "guard";

/** One clause and how it came out. `actual` is null when nothing was known or when the policy keeps it private. */
export interface ConditionResult {
  readonly field: string;
  readonly operator: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly result: boolean;
  readonly source: "asserted" | "attested";
  readonly remedy?: string;
  readonly policy: string;
  /** Where the clause stands, such as `spec.require[0]`. */
  readonly path: string;
}

/** What a policy says about a request. */
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
 * What a policy, or the default, would have done if it were enforced. `report_only` evaluates nothing, so it has the verdict alone.
 * The default has the id `default`, version 0 and a hash of zeros.
 */
export interface ShadowVerdict extends PolicyVerdict {
  readonly action?: DecisionAction;
  /** Present when `action` denies. */
  readonly reason?: DenialReason;
  /** The clauses that decided or failed. */
  readonly conditions?: readonly ConditionResult[];
  readonly findings?: readonly Finding[];
  /** The limit that would have denied. */
  readonly settled?: LimitFailure;
}

export interface Obligation {
  readonly type: string;
  readonly policy: string;
  readonly params?: Readonly<Record<string, Json>>;
  /** The module that requires it; absent when the policy's text does. */
  readonly module?: string;
  /** May be left undone. */
  readonly advisory?: true;
}

/** Something a module found: where and what kind, never the value. */
export interface Finding {
  /** Such as `aws_access_key`. */
  readonly type: string;
  readonly category: string;
  readonly module: string;
  readonly policy: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** 0 to 1. */
  readonly confidence: number;
  /** Where in the submission, such as `metadata.token`. */
  readonly path: string;
  /** Whether it stands in a value or in the name of a member. */
  readonly part: "value" | "key";
  /** UTF-16 offsets in the text at `path`. */
  readonly start: number;
  readonly end: number;
  readonly fingerprint?: string;
}

/** How people are asked, merged from every policy that asks. Durations in seconds. */
export interface ApprovalPlan {
  readonly stages: readonly { readonly approvers: readonly string[]; readonly quorum: number }[];
  readonly expires: number;
  readonly use_within: number;
  readonly separation_of_duties: "default" | "strict";
  readonly reason: "required_on_deny" | "always" | "optional";
  /** `metadata.labels.risk` of the policies that ask, the highest; `medium` when none says. */
  readonly risk: "low" | "medium" | "high" | "critical";
  /** Paths of the clauses that asked, by policy name. */
  readonly asked_by: readonly { readonly policy: string; readonly path: string }[];
}

/** The stateless answer: a pure function of facts and compiled policies. */
export interface Verdict {
  readonly action: DecisionAction;
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason?: DenialReason;
  /** The policy that decided: of the denials, approvals or allows the first by name. */
  readonly policy_name?: string;
  readonly message: string;
  readonly conditions_evaluated: readonly ConditionResult[];
  readonly policies: readonly PolicyVerdict[];
  /** What policies in monitor mode, and in a monitored environment the default, would have done. */
  readonly shadow: readonly ShadowVerdict[];
  readonly obligations: readonly Obligation[];
  readonly findings: readonly Finding[];
  /** The submission as it may be stored and shown; absent when modules changed nothing. */
  readonly effective?: Submission;
  /** Whether the caller must go on with `effective` instead of what it sent. */
  readonly rewritten?: true;
  /** What stands behind the placeholders that the caller was given. INVARIANT: kept encrypted apart from the rest, never in an answer. */
  readonly placeholders?: ReadonlyMap<string, string>;
  /** What the ledger commit settles before this verdict stands; absent when nothing. */
  readonly settle?: SettlePlan;
  /** The limit that the ledger commit found reached. */
  readonly settled?: LimitFailure;
  /** The model that the ledger commit found to be used instead: of the policy's fallbacks the one at `index`. */
  readonly fallback?: { readonly policy: string; readonly index: number };
  readonly reason_codes: readonly string[];
  readonly event_types: readonly string[];
  readonly risk_score: number;
  /** Present when `status` is `requested`. */
  readonly approval?: ApprovalPlan;
  /** The line that reviewers read, from what the agent sent: untrusted. Only with `approval`, when a policy or the agent gives one. */
  readonly summary?: string;
  /** Present with `explain`: every policy of the bundle that was looked at and why it did or did not apply. */
  readonly explain?: readonly { readonly policy: string; readonly applied: boolean; readonly verdict: string; readonly because: string }[];
}
