export { endWithDelegation } from "./end-with-delegation.ts";
export { settleLimits } from "./limits.ts";
export { settle } from "./settle.ts";
export * from "./types.ts";
