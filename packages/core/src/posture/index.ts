export { type AttentionCode, type AttentionReason, attentionFor, type RecentAgentActivity } from "./attention.ts";
export { KEY_MAX_AGE_DAYS, KEY_UNUSED_DAYS } from "./credential-hygiene.ts";
export { DECIDE_WITHIN_MS, HURRIED_MS } from "./human-oversight.ts";
export { type DayComponent, type Move, movedBetween } from "./moved.ts";
export { COMPONENT_NAMES, scorePosture } from "./score-posture.ts";
export type { Target } from "./targets.ts";
export * from "./types.ts";
export { withoutRows } from "./without-rows.ts";
