import type { Approval, ChangedValue, GateResult } from "@agentlattice/sdk";
import { escapeText } from "../escape-text.ts";

/** Describes who allowed the action: a person or a policy. */
export function describeApproval({ approval, policyName }: Pick<GateResult, "approval" | "policyName">): string {
  if (approval?.decidedBy) return `approved by ${escapeText(personOf(approval.decidedBy))}`;
  if (approval) return "approved";
  return policyName ? `allowed by policy ${escapeText(policyName)}` : "allowed by policy";
}

/** Lists changed values, such as `amount 900 → 40`. */
export function describeChanges(changes: readonly ChangedValue[]): string {
  const text = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));
  return changes.map(({ field, from, to }) => escapeText(`${field.replace(/^metadata\./, "")} ${text(from)} → ${text(to)}`)).join(", ");
}

function personOf({ name, role }: NonNullable<Approval["decidedBy"]>): string {
  return role ? `${name} (${role})` : name;
}
