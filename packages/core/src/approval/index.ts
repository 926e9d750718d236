export * from "./assess-risk.ts";
export * from "./digest.ts";
export * from "./eligibility.ts";
export * from "./state.ts";
