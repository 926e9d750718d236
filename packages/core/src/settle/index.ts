export { settle } from "./settle.ts";
export type * from "./types.ts";
