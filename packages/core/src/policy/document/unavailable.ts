/**
 * What the language knows and this release does not execute. INVARIANT: a document that uses one of these is refused,
 * never quietly read as if the keyword were not there. A release that implements one flips it to `true`.
 */
export const AVAILABLE: Readonly<Record<Feature, boolean>> = {
  "approval.stages": false,
  "approval.quorum": false,
  "approval.sla": false,
  "approval.fallback": false,
  "approval.escalate": false,
  "approval.step_up": false,
  "approval.grants": false,
  "approval.groups": false,
};

export type Feature =
  | "approval.stages"
  | "approval.quorum"
  | "approval.sla"
  | "approval.fallback"
  | "approval.escalate"
  | "approval.step_up"
  | "approval.grants"
  | "approval.groups";

/** How each is called in a message. */
const NAMES: Readonly<Record<Feature, string>> = {
  "approval.stages": "more than one approval stage",
  "approval.quorum": "a quorum above 1",
  "approval.sla": "sla",
  "approval.fallback": "approval.fallback",
  "approval.escalate": "on_timeout: escalate",
  "approval.step_up": "step_up",
  "approval.grants": "grants",
  "approval.groups": "a group as approver",
};

/** The sentence for a feature that is not available, or `null` when it is. */
export function refuseFeature(feature: Feature): string | null {
  return AVAILABLE[feature] ? null : `${NAMES[feature]} is not available in this release`;
}
