/**
 * The features of the language that this release does not execute. A release that implements one sets it to `true`.
 * INVARIANT: a document that uses one is refused, never read as if the keyword were absent.
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

/** The name of each feature in messages. */
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

/** Returns a sentence for a feature that is not available, or null. */
export function refuseFeature(feature: Feature): string | null {
  return AVAILABLE[feature] ? null : `${NAMES[feature]} is not available in this release`;
}
