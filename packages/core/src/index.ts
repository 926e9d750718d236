export * from "./evidence/decision-actions.ts";
export * from "./evidence/denial-reasons.ts";
export { TEEC_VERSION } from "./evidence/registry.ts";
export * from "./ids/index.ts";
export type * from "./ledger/types.ts";
export type * from "./policy/facts.ts";
export type * from "./policy/verdict.ts";
