/**
 * The features of the language that this release does not execute. A release that implements one sets it to `true`.
 * INVARIANT: a document that uses one is refused, never read as if the keyword were absent.
 */
const AVAILABLE: Readonly<Record<Feature, boolean>> = { "approval.grants": false };

export type Feature = "approval.grants";

/** The name of each feature in messages. */
const NAMES: Readonly<Record<Feature, string>> = { "approval.grants": "grants" };

/** Returns a sentence for a feature that is not available, or null. */
export function refuseFeature(feature: Feature): string | null {
  return AVAILABLE[feature] ? null : `${NAMES[feature]} is not available in this release`;
}
