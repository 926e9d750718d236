import { parseDuration } from "../model/duration.ts";
import type { ApprovalPlan } from "../model/verdict.ts";
import { POLICY_DEFAULTS, type Policy } from "./document/document.ts";

type Stage = ApprovalPlan["stages"][number];

/** The approval settings of one policy with defaults filled in. `risk` is null when the policy sets none. */
export interface ApprovalSettings {
  readonly stages: readonly Stage[];
  readonly expires: number;
  readonly use_within: number;
  readonly separation_of_duties: ApprovalPlan["separation_of_duties"];
  readonly reason: ApprovalPlan["reason"];
  readonly risk: ApprovalPlan["risk"] | null;
}

/** A policy that requires approval, and the condition that caused it. */
export interface ApprovalSource {
  readonly policy: string;
  readonly path: string;
  readonly settings: ApprovalSettings;
}

const REASONS = ["optional", "required_on_deny", "always"] as const;
const RISKS = ["low", "medium", "high", "critical"] as const;

/** Reads `spec.approval` and fills in defaults. */
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
 * Merges the approval settings of several policies: all stages, the shortest deadlines, the strictest flags, the highest risk.
 * @param sources in policy-name order, at least one
 * @param options.severalStages true when approvals can have more than one stage; otherwise only approvers named by every policy may decide
 * @returns null when the policies have no approver in common
 */
export function mergeApprovals(sources: readonly ApprovalSource[], options: { readonly severalStages: boolean }): ApprovalPlan | null {
  const all = sources.map((source) => source.settings);
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
    asked_by: sources.map(({ policy, path }) => ({ policy, path })),
  };
}

/** Removes duplicate stages: same approvers in any order and same quorum. */
function distinctStages(stages: readonly Stage[]): Stage[] {
  const seen = new Map<string, Stage>();
  for (const stage of stages) {
    const key = `${stage.quorum} ${[...new Set(stage.approvers.map(approverKey))].sort().join(" ")}`;
    if (!seen.has(key)) seen.set(key, stage);
  }
  return [...seen.values()];
}

/** INVARIANT: an approver who decides alone was named by every policy that requires approval. */
function intersectStages(stages: readonly Stage[]): Stage[] | null {
  const [first, ...others] = stages as [Stage, ...Stage[]];
  const sets = others.map((stage) => new Set(stage.approvers.map(approverKey)));
  const approvers = first.approvers.filter((approver) => sets.every((set) => set.has(approverKey(approver))));
  return approvers.length > 0 ? [{ approvers, quorum: Math.max(...stages.map((stage) => stage.quorum)) }] : null;
}

const approverKey = (approver: string) => approver.toLowerCase();

/** Returns the value furthest along a scale. */
function last<T>(scale: readonly T[], values: readonly T[]): T | undefined {
  return scale.findLast((step) => values.includes(step));
}
