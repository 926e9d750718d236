export * from "./detect.ts";
export * from "./part-of-week.ts";
export * from "./thresholds.ts";
export * from "./types.ts";
