import { scoreCredentialHygiene } from "./credential-hygiene.ts";
import { scoreEnforcement } from "./enforcement.ts";
import { scoreHumanOversight } from "./human-oversight.ts";
import { scoreIncidentResponse } from "./incident-response.ts";
import { scoreLeastPrivilege } from "./least-privilege.ts";
import { scoreLedgerIntegrity } from "./ledger-integrity.ts";
import { scoreOutcomeReporting } from "./outcome-reporting.ts";
import { scorePolicyCoverage } from "./policy-coverage.ts";
import type { ComponentName, ComponentScore, Posture, PostureFacts } from "./types.ts";

const SCORES: { readonly [Name in ComponentName]: (facts: PostureFacts[Name]) => ComponentScore } = {
  policy_coverage: scorePolicyCoverage,
  least_privilege: scoreLeastPrivilege,
  human_oversight: scoreHumanOversight,
  enforcement: scoreEnforcement,
  credential_hygiene: scoreCredentialHygiene,
  ledger_integrity: scoreLedgerIntegrity,
  outcome_reporting: scoreOutcomeReporting,
  incident_response: scoreIncidentResponse,
};

/** The components in display order. */
export const COMPONENT_NAMES = Object.keys(SCORES) as readonly ComponentName[];

/** Computes the score. Risky configuration costs points, good practice earns them, and a correct denial never lowers the score. */
export function scorePosture(facts: PostureFacts): Posture {
  const one = <Name extends ComponentName>(name: Name) => [name, SCORES[name](facts[name])] as const;
  const components = Object.fromEntries(COMPONENT_NAMES.map(one)) as Record<ComponentName, ComponentScore>;
  return { score: COMPONENT_NAMES.reduce((sum, name) => sum + components[name].score, 0), components };
}
