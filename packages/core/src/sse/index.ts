export { type SseItem, SseParser } from "./parse-sse.ts";
