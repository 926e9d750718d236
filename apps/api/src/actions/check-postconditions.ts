import type { ReportInput } from "@agentlattice/contract";
import { checkOutcome, type Postcondition } from "@agentlattice/core/modules";
import type { Decided } from "./read-decided.ts";

/**
 * Checks a report against the postconditions of the policies that decided the action, in their version at that time. Returns none when the
 * payload of the decision was erased.
 */
export function checkPostconditions({ obligations, facts }: Decided, { status, message, metadata }: ReportInput): readonly Postcondition[] {
  return obligations ? checkOutcome(obligations, { status, message, metadata }, facts) : [];
}
