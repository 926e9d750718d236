export { answerHook, type HookAgent, type HookAnswer, type HookContext } from "./answer-hook.ts";
export { openCallStore } from "./call-store.ts";
export { HOSTS, type Host } from "./host.ts";
export { MAX_INPUT_BYTES, readInput } from "./read-input.ts";
export { blocked, HookRefusal } from "./refusal.ts";
