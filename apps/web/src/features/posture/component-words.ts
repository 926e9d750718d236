import type { Posture } from "@agentlattice/contract";

export type ComponentName = keyof Posture["components"];

/** Labels of the components, in display order. */
export const COMPONENT_WORDS: Readonly<Record<ComponentName, string>> = {
  policy_coverage: "Policy coverage",
  least_privilege: "Least privilege",
  human_oversight: "Human oversight",
  enforcement: "Enforcement",
  credential_hygiene: "Credential hygiene",
  ledger_integrity: "Ledger integrity",
  outcome_reporting: "Outcome reporting",
  incident_response: "Incident response",
};

export const componentNames = Object.keys(COMPONENT_WORDS) as ComponentName[];
