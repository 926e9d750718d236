import { DECISION_SEVERITY, type DecisionAction } from "./decision-actions.ts";
import { REASON_CODES, type ReasonCode, type ReasonCodeName } from "./reason-codes.ts";
import type { RegisteredDecision } from "./registry.ts";

/** The parts of a decision that must agree with each other. */
export interface ConsistentDecision extends RegisteredDecision {
  readonly mode: "enforce" | "monitor" | "report_only";
  readonly shadow: readonly unknown[];
  readonly policies: readonly { readonly verdict: string; readonly mode: string }[];
  readonly findings?: readonly unknown[];
}

type Part = keyof ConsistentDecision;

interface ConsistencyRule {
  readonly name: string;
  /** The fields that the rule compares. */
  readonly about: readonly Part[];
  readonly holds: (decision: ConsistentDecision) => boolean;
  readonly message: string;
}

const CODES: ReadonlyMap<string, ReasonCode> = new Map(Object.entries(REASON_CODES));
const has = ({ reason_codes }: ConsistentDecision, code: ReasonCodeName) => reason_codes.includes(code);
const denies = ({ reason_codes }: ConsistentDecision) => reason_codes.some((code) => (CODES.get(code)?.denial_reason ?? null) !== null);
const isPlain = (action: DecisionAction) => DECISION_SEVERITY[action] === DECISION_SEVERITY.ALLOW;
const isOnlyCompliant = ({ reason_codes }: ConsistentDecision) => reason_codes.every((code) => code === "POLICY_COMPLIANT");

/** How the fields of a decision depend on each other. */
export const CONSISTENCY_RULES: readonly ConsistencyRule[] = [
  {
    name: "reasons_of_allow",
    about: ["action", "reason_codes"],
    holds: (decision) => !isPlain(decision.action) || !denies(decision),
    message: "An action that is allowed unchanged has no reason code that denies.",
  },
  {
    name: "reasons_of_denial",
    about: ["status", "reason_codes"],
    holds: (decision) => decision.status !== "denied" || denies(decision),
    message: "A denial has a reason code that denies.",
  },
  {
    name: "reason_of_denial_reason",
    about: ["denial_reason", "reason_codes"],
    holds: ({ denial_reason, reason_codes }) =>
      denial_reason === undefined ||
      reason_codes.some((code) => code === denial_reason || CODES.get(code)?.denial_reason === denial_reason),
    message: "The denial_reason is that of a reason code.",
  },
  {
    name: "compliance",
    about: ["status", "reason_codes"],
    holds: (decision) => decision.status === "executed" || !has(decision, "POLICY_COMPLIANT"),
    message: "POLICY_COMPLIANT belongs to an action that is executed.",
  },
  {
    name: "reason_of_request",
    about: ["status", "reason_codes"],
    holds: (decision) => (decision.status === "requested") === has(decision, "APPROVAL_REQUIRED") || decision.status === "denied",
    message: "APPROVAL_REQUIRED belongs to an action that waits for a person.",
  },
  {
    name: "mode_of_status",
    about: ["status", "mode"],
    holds: ({ status, mode }) => status === "executed" || mode === "enforce",
    message: "A denial and a request for approval have the mode enforce.",
  },
  {
    name: "shadow_of_mode",
    about: ["reason_codes", "shadow"],
    holds: (decision) => !(has(decision, "MONITOR_MODE_VIOLATION") || has(decision, "REPORT_ONLY_MODE")) || decision.shadow.length > 0,
    message: "What a monitored policy would have decided is in shadow.",
  },
  {
    name: "reasons_of_findings",
    about: ["reason_codes", "findings"],
    holds: (decision) => (decision.findings ?? []).length === 0 || !isOnlyCompliant(decision),
    message: "A finding has a reason code.",
  },
  {
    name: "verdicts_of_status",
    about: ["status", "policies"],
    holds: ({ status, policies }) => status === "denied" || !policies.some(({ verdict, mode }) => verdict === "deny" && mode === "enforce"),
    message: "Only a denial has a policy in enforce mode that denies.",
  },
];
