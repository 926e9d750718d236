import type { Approval, GateResult } from "@agentlattice/sdk";
import { escapeText } from "../escape-text.ts";

/** Describes who allowed the action: a person or a policy. */
export function describeApproval({ approval, policyName }: GateResult): string {
  if (approval?.decidedBy) return `approved by ${escapeText(personOf(approval.decidedBy))}`;
  if (approval) return "approved";
  return policyName ? `allowed by policy ${escapeText(policyName)}` : "allowed by policy";
}

function personOf({ name, role }: NonNullable<Approval["decidedBy"]>): string {
  return role ? `${name} (${role})` : name;
}
