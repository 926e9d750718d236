export * from "../model/personal-channels.ts";
export * from "./advise.ts";
export * from "./assess-risk.ts";
export * from "./digest.ts";
export * from "./eligibility.ts";
export * from "./progress.ts";
export * from "./schedule.ts";
export * from "./state.ts";
