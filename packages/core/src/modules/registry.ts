import { memory } from "./memory/memory.ts";
import type { PolicyModule } from "./module.ts";

/** Every module that a policy can configure, in the order in which they run. */
export const MODULES = [memory] as const satisfies readonly PolicyModule[];
