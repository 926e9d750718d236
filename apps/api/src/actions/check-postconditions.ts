import type { ReportInput } from "@agentlattice/contract";
import type { Obligation } from "@agentlattice/core";
import { checkOutcome, type Postcondition } from "@agentlattice/core/modules";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { readDecisionPayload } from "./decision-payload.ts";
import { toFacts } from "./to-facts.ts";

/**
 * What the policies of a decision required to hold afterwards, held against a report of it. The decision says what that was: policies
 * that changed since change nothing. None when the payload of the decision was erased.
 */
export async function checkPostconditions(
  deps: Deps,
  principal: AgentPrincipal,
  { eventId, report, zone }: { eventId: string; report: ReportInput; zone: string },
): Promise<readonly Postcondition[]> {
  const stored = await deps.database.decision(principal.scope, eventId, principal.agentId);
  const payload = readDecisionPayload(stored?.payload);
  if (!payload) return [];
  const { submission, evaluation } = payload;
  const { status, message, metadata } = report;
  return checkOutcome(
    evaluation.obligations as Obligation[],
    { status, message, metadata },
    toFacts(principal, submission, { zone, now: deps.now() }),
  );
}
