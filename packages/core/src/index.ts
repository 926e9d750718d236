export * from "./evidence/decision-actions.ts";
export * from "./evidence/denial-reasons.ts";
export { EVENT_TYPES } from "./evidence/event-types.ts";
export { COMPONENT_VERSIONS, findUnregistered, type RegisteredDecision, TEEC_VERSION } from "./evidence/registry.ts";
export { traceIdOf, traceOf } from "./evidence/trace.ts";
export * from "./ids/index.ts";
export type * from "./ledger/types.ts";
export type * from "./policy/facts.ts";
export type * from "./policy/verdict.ts";
