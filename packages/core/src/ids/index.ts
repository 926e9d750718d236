export * from "./type-id.ts";
export * from "./uuid.ts";
