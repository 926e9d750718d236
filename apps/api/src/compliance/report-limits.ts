import type { ComplianceReport } from "@agentlattice/contract";

/** Executed actions of a range, and those with a reported outcome. */
interface Outcomes {
  readonly executed: number;
  readonly reported: number;
}

/** Returns the limits of a report as sentences. A null section could not be computed. */
export function limitsOf(
  sections: ComplianceReport["sections"],
  verification: ComplianceReport["verification"] | null,
  outcomes: Outcomes | null,
): ComplianceReport["limits"] {
  const failed = sections.filter(({ status }) => status === "not_computed").length;
  const limits = [{ id: "evidence", text: "This report is evidence, not a legal assessment, an audit opinion or a certification." }];
  if (failed > 0) limits.push({ id: "not_computed", text: `${failed} of ${sections.length} sections could not be computed.` });
  if (outcomes === null) limits.push({ id: "outcomes", text: "The share of actions with a reported outcome could not be computed." });
  else if (outcomes.reported < outcomes.executed)
    limits.push({
      id: "outcomes",
      text: `${outcomes.executed - outcomes.reported} of ${outcomes.executed} executed actions have no reported outcome.`,
    });
  if (verification === null) limits.push({ id: "verification", text: "The last verification of the ledger could not be read." });
  else if (verification.status === "never") limits.push({ id: "verification", text: "The whole ledger was never verified." });
  else if (verification.status === "failed")
    limits.push({ id: "verification", text: "The last verification of the ledger failed. The counts are not reliable." });
  return limits;
}
