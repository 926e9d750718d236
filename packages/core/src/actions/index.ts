export * from "./tool-action.ts";
