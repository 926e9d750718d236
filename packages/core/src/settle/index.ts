export { checkApproval, type StoredEntry } from "./check-approval.ts";
export { degradeObligation, degradeTo } from "./degrade.ts";
export { type EndReason, endWithRequester } from "./end-with-requester.ts";
export { settleLimits } from "./limits.ts";
export { readBreakers } from "./read-breakers.ts";
export { settle } from "./settle.ts";
export { circuitCounters } from "./settle-circuit.ts";
export { shadowLimits } from "./shadow-limits.ts";
export * from "./types.ts";
