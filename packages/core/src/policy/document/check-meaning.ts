import { z } from "zod";
import { readField } from "../../conditions/fields.ts";
import type { Report } from "../../model/issue.ts";
import { findUnknownRules } from "../../modules/secrets/check-rule-ids.ts";
import { checkEditable } from "../edit-submission.ts";
import { checkLimits } from "../limits/check-limits.ts";
import { readSummary } from "../summary.ts";
import type { Policy } from "./document.ts";

const MODEL = z.strictObject({ provider: z.string().min(1).optional(), name: z.string().min(1) });

/** Reports parts that are well formed but meaningless, contradictory or not available in this release. */
export function checkMeaning(policy: Policy, report: Report): void {
  const { spec } = policy;
  checkCaseNames(policy, report);
  checkLimits(policy, report);
  checkObligations(policy, report);
  checkDisabledRules(policy, report);
  checkApproval(policy, report);
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

/** Checks that stages are written once and that editable fields exist in submissions. */
function checkApproval({ spec: { approval } }: Policy, report: Report): void {
  if (!approval) return;
  if (approval.stages && (approval.approvers ?? approval.quorum ?? approval.sla ?? approval.fallback) !== undefined)
    report(["spec", "approval", "stages"], "write either stages or approvers, quorum, sla and fallback, not both");
  for (const [i, item] of (approval.editable ?? []).entries()) {
    const message = checkEditable(item);
    if (message) report(["spec", "approval", "editable", i], message);
  }
  const sumField = approval.grants?.sum_field;
  if (sumField === undefined) return;
  const read = readField(sumField, "lte");
  if ("message" in read) report(["spec", "approval", "grants", "sum_field"], read.message, read.suggestion);
  else if (read.steps.some((step) => !("key" in step)))
    report(["spec", "approval", "grants", "sum_field"], "must be one number: any and every are not possible here");
}
