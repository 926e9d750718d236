import { DECISION_SEVERITY } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { eventsOfCodes } from "../evidence/registry.ts";
import type { Facts, Submission } from "../model/facts.ts";
import type { PolicyVerdict, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { OrgDefault } from "./compile-bundle.ts";
import { CONTRIBUTION } from "./compile-policy.ts";
import type { Applied, Merged } from "./merge-outcomes.ts";
import { describeFailures } from "./message.ts";
import type { ReportedLeaf } from "./report-conditions.ts";
import type { Scan } from "./scan-policies.ts";

/** The reason codes and event types of each decision. */
const EVIDENCE = {
  ALLOW: { status: "executed", reason_codes: ["POLICY_COMPLIANT"], event_types: ["action.executed"] },
  REQUIRE_APPROVAL: { status: "requested", reason_codes: ["APPROVAL_REQUIRED"], event_types: ["approval.requested"] },
  DENY: { status: "denied", reason_codes: ["POLICY_VIOLATION"], event_types: ["action.denied", "policy.denied"] },
} as const;

const NONE: readonly never[] = [];

/** Returns a denial that no single policy made. */
export function denyWith(reason: DenialReason, message: string): Verdict {
  return {
    action: "DENY",
    status: "denied",
    denial_reason: reason,
    message,
    conditions_evaluated: NONE,
    policies: NONE,
    shadow: NONE,
    obligations: NONE,
    findings: NONE,
    reason_codes: [...EVIDENCE.DENY.reason_codes, reason],
    event_types: EVIDENCE.DENY.event_types,
    risk_score: DECISION_SEVERITY.DENY,
  };
}

/** A verdict under construction. */
export type Draft = { -readonly [Key in keyof Verdict]: Verdict[Key] };

interface Parts {
  readonly merged: Merged;
  readonly applied: readonly Applied[];
  readonly shadow: readonly ShadowVerdict[];
  readonly decisive: readonly ReportedLeaf[];
  /** The results of modules; null when none ran. */
  readonly scan: Scan | null;
  readonly action: string;
  readonly orgDefault: OrgDefault;
}

/** Builds the verdict in the form that is recorded and returned. */
export function verdictOf(parts: Parts): Draft {
  const { merged, applied, shadow, decisive } = parts;
  const { status, reason_codes, event_types } = EVIDENCE[merged.action];
  const verdict: Draft = {
    action: merged.action,
    status,
    message: messageOf(parts),
    conditions_evaluated: decisive.map((leaf) => leaf.result),
    policies: applied.map(({ policy, outcome }) => policy.verdicts.enforce[CONTRIBUTION[outcome] ?? policy.effect]),
    shadow,
    obligations: merged.obligations,
    findings: NONE,
    reason_codes,
    event_types,
    risk_score: DECISION_SEVERITY[merged.action],
  };
  // Assigned rather than spread, because this runs for every decision.
  if (merged.by) verdict.policy_name = merged.by.policy.name;
  if (merged.action === "REQUIRE_APPROVAL") verdict.approval = merged.plan;
  if (merged.action === "DENY") {
    verdict.denial_reason = merged.reason;
    verdict.reason_codes = [...reason_codes, merged.reason];
  }
  if (shadow.length > 0) verdict.reason_codes = [...verdict.reason_codes, ...shadowCodes(shadow)];
  if (parts.scan) addScan(verdict, parts.scan, merged);
  return verdict;
}

/** Returns the reason codes of shadow verdicts. */
export function shadowCodes(shadow: readonly PolicyVerdict[]): string[] {
  const violated = shadow.some(({ mode, verdict }) => mode === "monitor" && (verdict === "deny" || verdict === "approve"));
  const reported = shadow.some(({ mode }) => mode === "report_only");
  return [...(violated ? ["MONITOR_MODE_VIOLATION"] : []), ...(reported ? ["REPORT_ONLY_MODE"] : [])];
}

function addScan(verdict: Draft, scan: Scan, merged: Merged): void {
  if (merged.action === "ALLOW") verdict.action = scan.action;
  if (merged.action === "DENY" && merged.by?.outcome === "blocked") verdict.action = merged.by.modules?.action ?? "DENY";
  verdict.findings = scan.findings;
  verdict.risk_score = Math.max(DECISION_SEVERITY[verdict.action], scan.risk);
  if (scan.effective) verdict.effective = scan.effective;
  if (scan.findings.length === 0 && scan.reason_codes.length === 0 && !scan.rewrites) return;
  verdict.reason_codes = [...new Set([...verdict.reason_codes, ...scan.reason_codes])];
  const blocked = merged.action === "DENY" && scan.findings.length > 0;
  const eventTypes = [
    ...(scan.findings.length > 0 ? ["guardrail.detected"] : []),
    ...(scan.rewrites ? ["guardrail.redacted"] : []),
    ...(blocked ? ["guardrail.blocked"] : []),
    ...eventsOfCodes(scan.reason_codes),
  ];
  if (eventTypes.length > 0) verdict.event_types = [...verdict.event_types, ...eventTypes];
  if (scan.rewrites && verdict.status !== "denied") {
    verdict.rewritten = true;
    if (scan.placeholders.size > 0) verdict.placeholders = scan.placeholders;
  }
}

/** Returns the event types that describe what an action does when it runs: it reads or writes memory, or uses a skill. */
export function usesOf({ memory, skill }: Pick<Submission, "memory" | "skill">, { obligations }: Pick<Verdict, "obligations">): string[] {
  return skill === undefined ? memoryUses(memory, obligations) : [...memoryUses(memory, obligations), "skill.invoked"];
}

function memoryUses(memory: unknown, obligations: Verdict["obligations"]): string[] {
  if (memory === undefined) return [];
  const { op } = memory as { readonly op?: unknown };
  const uses = op === "read" || op === "write" ? [`memory.${op}`] : [];
  return obligations.some(({ type }) => type === "retain") ? [...uses, "memory.retention"] : uses;
}

/** Adds these event types to a verdict. A skill that waits for approval or was denied is not used. */
export function tagUses(verdict: Draft, submission: Facts["submission"]): void {
  if (submission.memory === undefined && submission.skill === undefined) return;
  const uses = usesOf(submission, verdict).filter((use) => use !== "skill.invoked" || verdict.status === "executed");
  verdict.event_types = [...new Set([...verdict.event_types, ...uses])];
}

function messageOf({ merged, decisive, action, orgDefault }: Parts): string {
  const name = merged.by?.policy.name ?? "";
  const moduleMessage = merged.by?.modules?.message;
  if (moduleMessage && (merged.by?.outcome === "blocked" || merged.by?.outcome === "flagged"))
    return merged.action === "DENY"
      ? `Denied by ${name}: ${moduleMessage}`
      : `A person must approve this (policy ${name}): ${moduleMessage}`;
  const failures = () =>
    describeFailures(decisive.filter(({ result }) => result.policy === name && result.path.startsWith("spec.require")));
  if (merged.action === "ALLOW")
    return merged.by ? `Allowed by ${name}.` : `No policy restricts ${action}, and the organisation's default is allow.`;
  if (merged.action === "REQUIRE_APPROVAL") {
    const ask = `A person must approve this (policy ${name})`;
    return merged.by.outcome === "ask" ? `${ask}: ${failures()}` : `${ask}.`;
  }
  switch (merged.reason) {
    case "CONDITIONS_DENIED":
      return `Denied by ${name}: ${failures()}`;
    case "NO_MATCHING_POLICY":
      return `No policy allows ${action}, and the organisation's default is ${orgDefault}.`;
    case "OBLIGATION_UNSUPPORTED":
      return `Denied: ${merged.missing?.policy} requires ${merged.missing?.type}, which the caller does not list in supports.`;
    default:
      return `Denied by ${name}.`;
  }
}
