export { endWithDelegation } from "./end-with-delegation.ts";
export { settle } from "./settle.ts";
export type * from "./types.ts";
