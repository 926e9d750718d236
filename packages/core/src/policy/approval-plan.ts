import { parseDuration } from "../model/duration.ts";
import { PERSONAL_CHANNELS } from "../model/personal-channels.ts";
import type { ApprovalPlan, ApprovalStage, GrantRules } from "../model/verdict.ts";
import { POLICY_DEFAULTS, type Policy } from "./document/document.ts";

/** The approval settings of one policy with defaults filled in. `risk` is null when the policy sets none. */
export interface ApprovalSettings extends Omit<ApprovalPlan, "risk" | "asked_by"> {
  readonly risk: ApprovalPlan["risk"] | null;
}

/** A policy that requires approval, and the condition that caused it. */
export interface ApprovalSource {
  readonly policy: string;
  readonly path: string;
  readonly settings: ApprovalSettings;
}

type Written = NonNullable<Policy["spec"]["approval"]>;
type WrittenStage = Pick<Written, "approvers" | "quorum" | "sla" | "fallback">;

const REASONS = ["optional", "required_on_deny", "always"] as const;
const RISKS = ["low", "medium", "high", "critical"] as const;

/** Reads `spec.approval` and fills in defaults. */
export function readApproval(approval: Policy["spec"]["approval"], risk: ApprovalPlan["risk"] | undefined): ApprovalSettings {
  const stages: readonly WrittenStage[] = approval?.stages ?? [approval ?? {}];
  return {
    stages: stages.map(readStage),
    expires: seconds(approval?.expires ?? POLICY_DEFAULTS.expires),
    use_within: seconds(approval?.use_within ?? POLICY_DEFAULTS.use_within),
    separation_of_duties: approval?.separation_of_duties ?? POLICY_DEFAULTS.separation_of_duties,
    reason: approval?.reason ?? POLICY_DEFAULTS.reason,
    ...(approval?.distinct === "per_stage" ? { distinct: "per_stage" } : {}),
    ...(approval?.on_timeout === "escalate" ? { on_timeout: "escalate" } : {}),
    ...(approval?.step_up ? { step_up: true } : {}),
    ...(approval?.evidence === "passkey" ? { evidence: "passkey" } : {}),
    ...(approval?.editable ? { editable: approval.editable } : {}),
    ...(approval?.report_within === undefined ? {} : { report_within: seconds(approval.report_within) }),
    ...(approval?.permits === "consumed" ? { permits: "consumed" } : {}),
    ...(approval?.notify ? { notify: approval.notify } : {}),
    ...(approval?.grants?.allow ? { grants: readGrants(approval.grants) } : {}),
    risk: risk ?? null,
  };
}

function readStage(stage: WrittenStage): ApprovalStage {
  return {
    approvers: stage.approvers ?? POLICY_DEFAULTS.approvers,
    quorum: stage.quorum ?? POLICY_DEFAULTS.quorum,
    ...(stage.sla === undefined ? {} : { sla: seconds(stage.sla) }),
    ...(stage.fallback === undefined ? {} : { fallback: stage.fallback }),
  };
}

const GRANT_DEFAULTS = { max: "7d", max_count: 1000, sum_field: "amount" } as const;

function readGrants(grants: NonNullable<Written["grants"]>): GrantRules {
  return {
    max: seconds(grants.max ?? GRANT_DEFAULTS.max),
    max_count: grants.max_count ?? GRANT_DEFAULTS.max_count,
    ...(grants.max_sum === undefined ? {} : { max_sum: grants.max_sum }),
    sum_field: grants.sum_field ?? GRANT_DEFAULTS.sum_field,
    exact: grants.scope?.includes("same_digest") ?? false,
  };
}

/** Merges the rules for grants: grants are possible when every policy allows them and they add up the same field, within every bound. */
function mergeGrants(all: readonly ApprovalSettings[]): GrantRules | null {
  const [first, ...others] = all.flatMap(({ grants }) => grants ?? []);
  if (!first || others.length + 1 < all.length || others.some(({ sum_field }) => sum_field !== first.sum_field)) return null;
  const rules = [first, ...others];
  const sums = rules.flatMap(({ max_sum }) => max_sum ?? []);
  return {
    max: Math.min(...rules.map(({ max }) => max)),
    max_count: Math.min(...rules.map(({ max_count }) => max_count)),
    ...(sums.length > 0 ? { max_sum: Math.min(...sums) } : {}),
    sum_field: first.sum_field,
    exact: rules.some(({ exact }) => exact),
  };
}

function seconds(duration: string): number {
  const value = parseDuration(duration);
  if (value === null) throw new Error(`${duration} is not a duration`);
  return value;
}

/**
 * Merges the approval settings of several policies: all stages, the shortest deadlines, the strictest flags, the highest risk.
 * @param sources in policy-name order, at least one
 */
export function mergeApprovals(sources: readonly ApprovalSource[]): ApprovalPlan {
  const all = sources.map((source) => source.settings);
  const editable = all.flatMap((settings) => settings.editable ?? []);
  const grants = mergeGrants(all);
  const reports = all.flatMap((settings) => settings.report_within ?? []);
  return {
    stages: mergeStages(all.map((settings) => settings.stages)),
    expires: Math.min(...all.map((settings) => settings.expires)),
    use_within: Math.min(...all.map((settings) => settings.use_within)),
    separation_of_duties: all.some((settings) => settings.separation_of_duties === "strict") ? "strict" : "default",
    reason:
      last(
        REASONS,
        all.map((settings) => settings.reason),
      ) ?? POLICY_DEFAULTS.reason,
    ...(all.every((settings) => settings.distinct === "per_stage") ? { distinct: "per_stage" } : {}),
    ...(all.every((settings) => settings.on_timeout === "escalate") ? { on_timeout: "escalate" } : {}),
    ...(all.some((settings) => settings.step_up) ? { step_up: true } : {}),
    ...(all.some((settings) => settings.evidence) ? { evidence: "passkey" } : {}),
    ...(editable.length > 0 ? { editable } : {}),
    ...(grants ? { grants } : {}),
    ...(reports.length > 0 ? { report_within: Math.min(...reports) } : {}),
    ...(all.some((settings) => settings.permits) ? { permits: "consumed" } : {}),
    ...(all.some((settings) => settings.notify) ? { notify: mergeNotify(all) } : {}),
    risk:
      last(
        RISKS,
        all.flatMap((settings) => settings.risk ?? []),
      ) ?? POLICY_DEFAULTS.risk,
    asked_by: sources.map(({ policy, path }) => ({ policy, path })),
  };
}

/** Returns every channel that a policy names. A policy that names none announces its requests on the channels of the approvers. */
function mergeNotify(all: readonly ApprovalSettings[]): string[] {
  return [...new Set(all.flatMap(({ notify }) => notify ?? PERSONAL_CHANNELS))];
}

/**
 * Joins the stages of the policies in order. A stage with the same approvers and fallback as one of an earlier policy is merged into it,
 * with the higher quorum and the shorter SLA. Equal stages of one policy stay separate.
 */
function mergeStages(policies: readonly (readonly ApprovalStage[])[]): ApprovalStage[] {
  const merged: ApprovalStage[] = [];
  for (const stages of policies) {
    const taken = new Set<number>();
    for (const stage of stages) {
      const at = merged.findIndex((earlier, index) => !taken.has(index) && isSameGroup(earlier, stage));
      const index = at === -1 ? merged.length : at;
      taken.add(index);
      merged[index] = at === -1 ? stage : stricter(merged[at] as ApprovalStage, stage);
    }
  }
  return merged;
}

function isSameGroup(a: ApprovalStage, b: ApprovalStage): boolean {
  return peopleOf(a.approvers) === peopleOf(b.approvers) && peopleOf(a.fallback ?? []) === peopleOf(b.fallback ?? []);
}

const peopleOf = (approvers: readonly string[]) => [...new Set(approvers.map((approver) => approver.toLowerCase()))].sort().join(" ");

function stricter(a: ApprovalStage, b: ApprovalStage): ApprovalStage {
  const slas = [a.sla, b.sla].filter((sla) => sla !== undefined);
  return { ...a, quorum: Math.max(a.quorum, b.quorum), ...(slas.length > 0 ? { sla: Math.min(...slas) } : {}) };
}

/** Returns the value furthest along a scale. */
function last<T>(scale: readonly T[], values: readonly T[]): T | undefined {
  return scale.findLast((step) => values.includes(step));
}
