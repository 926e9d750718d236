import { z } from "zod";
import { readField } from "../../conditions/fields.ts";
import type { Report } from "../../model/issue.ts";
import { findUnknownRules } from "../../modules/secrets/check-rule-ids.ts";
import { checkLimits } from "../limits/check-limits.ts";
import { readSummary } from "../summary.ts";
import type { Policy } from "./document.ts";
import { type Feature, refuseFeature } from "./unavailable.ts";

const MODEL = z.strictObject({ provider: z.string().min(1).optional(), name: z.string().min(1) });

/** Reports parts that are well formed but meaningless, contradictory or not available in this release. */
export function checkMeaning(policy: Policy, report: Report): void {
  const { spec } = policy;
  checkFeatures(policy, report);
  checkCaseNames(policy, report);
  checkLimits(policy, report);
  checkObligations(policy, report);
  checkDisabledRules(policy, report);
  if (spec.effect === "deny" && spec.require) {
    report(["spec", "require"], "a deny policy denies whenever match and when hold, so require has no effect: move the conditions to when");
  }
  if (spec.otherwise !== undefined && !spec.require)
    report(["spec", "otherwise"], "otherwise applies when require fails, and there is no require");
  for (const [i, field] of (spec.private ?? []).entries()) {
    // `exists` and `private` accept any field: naming a list withholds all of it.
    const read = readField(field, "exists");
    if ("message" in read) report(["spec", "private", i], read.message, read.suggestion);
  }
  const summary = spec.approval?.summary === undefined ? [] : readSummary(spec.approval.summary);
  if ("message" in summary) report(["spec", "approval", "summary"], summary.message, summary.suggestion);
  if (spec.approval?.stages && (spec.approval.approvers ?? spec.approval.quorum) !== undefined) {
    report(["spec", "approval", "stages"], "write either stages or approvers and quorum, not both");
  }
}

/** Checks that obligations which clients perform automatically have the parameters that modules use. */
function checkObligations({ spec }: Policy, report: Report): void {
  for (const [i, { type, params }] of (spec.obligations ?? []).entries()) {
    const model = params?.model;
    if ((type !== "degrade" && type !== "route") || (model === undefined && type === "degrade")) continue;
    if (!MODEL.safeParse(model).success)
      report(["spec", "obligations", i, "params", "model"], `${type} names a model as {provider?, name}`);
  }
}

function checkDisabledRules({ spec }: Policy, report: Report): void {
  for (const { index, id, suggestion } of findUnknownRules(spec.modules?.secrets ?? {}))
    report(
      ["spec", "modules", "secrets", "disabled_rules", index],
      `${id} is not the id of a rule: findings name it as their type.${suggestion ? ` Did you mean ${suggestion}?` : ""}`,
      suggestion,
    );
}

function checkCaseNames({ cases = [] }: Policy, report: Report): void {
  const seen = new Set<string>();
  for (const [i, { name }] of cases.entries()) {
    if (seen.has(name)) report(["cases", i, "name"], "another case has this name: names must be unique");
    seen.add(name);
  }
}

/**
 * Reports features that this release does not execute.
 * INVARIANT: every use of such a feature is found here.
 */
function checkFeatures({ spec }: Policy, report: Report): void {
  const use = (feature: Feature, used: boolean, ...path: (string | number)[]) => {
    const refusal = used ? refuseFeature(feature) : null;
    if (refusal) report(["spec", ...path], refusal);
  };
  const { approval } = spec;
  if (!approval) return;
  use("approval.stages", (approval.stages?.length ?? 0) > 1, "approval", "stages");
  use("approval.escalate", approval.on_timeout === "escalate", "approval", "on_timeout");
  use("approval.step_up", approval.step_up === true, "approval", "step_up");
  use("approval.grants", approval.grants !== undefined, "approval", "grants");
  const stages = [
    { stage: approval, at: ["approval"] as (string | number)[] },
    ...(approval.stages ?? []).map((stage, i) => ({ stage, at: ["approval", "stages", i] })),
  ];
  for (const { stage, at } of stages) {
    use("approval.quorum", (stage.quorum ?? 1) > 1, ...at, "quorum");
    use("approval.sla", stage.sla !== undefined, ...at, "sla");
    use("approval.fallback", stage.fallback !== undefined, ...at, "fallback");
    for (const [i, approver] of (stage.approvers ?? []).entries())
      use("approval.groups", approver.startsWith("group:"), ...at, "approvers", i);
  }
}
