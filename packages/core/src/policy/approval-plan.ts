import { parseDuration } from "../model/duration.ts";
import type { ApprovalPlan } from "../model/verdict.ts";
import { POLICY_DEFAULTS, type Policy } from "./document/document.ts";

type Stage = ApprovalPlan["stages"][number];

/** How one policy wants people to be asked, defaults filled in. `risk` is null when the policy does not say. */
export interface ApprovalSettings {
  readonly stages: readonly Stage[];
  readonly expires: number;
  readonly use_within: number;
  readonly separation_of_duties: ApprovalPlan["separation_of_duties"];
  readonly reason: ApprovalPlan["reason"];
  readonly risk: ApprovalPlan["risk"] | null;
}

/** A policy that asks, and the clause that made it ask. */
export interface Asker {
  readonly policy: string;
  readonly path: string;
  readonly settings: ApprovalSettings;
}

const REASONS = ["optional", "required_on_deny", "always"] as const;
const RISKS = ["low", "medium", "high", "critical"] as const;

/** Reads `spec.approval`, filling in defaults. */
export function readApproval(approval: Policy["spec"]["approval"], risk: ApprovalPlan["risk"] | undefined): ApprovalSettings {
  const stages = approval?.stages ?? [{ approvers: approval?.approvers, quorum: approval?.quorum }];
  return {
    stages: stages.map((stage) => ({
      approvers: stage.approvers ?? POLICY_DEFAULTS.approvers,
      quorum: stage.quorum ?? POLICY_DEFAULTS.quorum,
    })),
    expires: seconds(approval?.expires ?? POLICY_DEFAULTS.expires),
    use_within: seconds(approval?.use_within ?? POLICY_DEFAULTS.use_within),
    separation_of_duties: approval?.separation_of_duties ?? POLICY_DEFAULTS.separation_of_duties,
    reason: approval?.reason ?? POLICY_DEFAULTS.reason,
    risk: risk ?? null,
  };
}

function seconds(duration: string): number {
  const value = parseDuration(duration);
  if (value === null) throw new Error(`${duration} is not a duration`);
  return value;
}

/**
 * One plan for every policy that asks: stages of all, shortest clocks, strictest flags, highest risk.
 * @param askers in policy-name order, at least one
 * @param options.severalStages whether approvals can run more than one stage; without, everybody asked for by all decides
 * @returns `null` when the policies ask for people who have nothing in common
 */
export function mergeApprovals(askers: readonly Asker[], options: { readonly severalStages: boolean }): ApprovalPlan | null {
  const all = askers.map((asker) => asker.settings);
  const distinct = distinctStages(all.flatMap((settings) => settings.stages));
  const stages = options.severalStages || distinct.length <= 1 ? distinct : intersectStages(distinct);
  if (stages === null) return null;
  const risks = all.flatMap((settings) => settings.risk ?? []);
  return {
    stages,
    expires: Math.min(...all.map((settings) => settings.expires)),
    use_within: Math.min(...all.map((settings) => settings.use_within)),
    separation_of_duties: all.some((settings) => settings.separation_of_duties === "strict") ? "strict" : "default",
    reason:
      last(
        REASONS,
        all.map((settings) => settings.reason),
      ) ?? POLICY_DEFAULTS.reason,
    risk: last(RISKS, risks) ?? POLICY_DEFAULTS.risk,
    asked_by: askers.map(({ policy, path }) => ({ policy, path })),
  };
}

/** Stages that name the same people and number are one, wherever they stand and in whatever order they list them. */
function distinctStages(stages: readonly Stage[]): Stage[] {
  const seen = new Map<string, Stage>();
  for (const stage of stages) {
    const key = `${stage.quorum} ${[...new Set(stage.approvers.map(approverKey))].sort().join(" ")}`;
    if (!seen.has(key)) seen.set(key, stage);
  }
  return [...seen.values()];
}

/** INVARIANT: whoever decides alone was named by every policy that asks. */
function intersectStages(stages: readonly Stage[]): Stage[] | null {
  const [first, ...others] = stages as [Stage, ...Stage[]];
  const sets = others.map((stage) => new Set(stage.approvers.map(approverKey)));
  const approvers = first.approvers.filter((approver) => sets.every((set) => set.has(approverKey(approver))));
  return approvers.length > 0 ? [{ approvers, quorum: Math.max(...stages.map((stage) => stage.quorum)) }] : null;
}

/** E-mail addresses are one whatever their case. */
const approverKey = (approver: string) => approver.toLowerCase();

/** The value that stands furthest down a scale. */
function last<T>(scale: readonly T[], values: readonly T[]): T | undefined {
  return scale.findLast((step) => values.includes(step));
}
