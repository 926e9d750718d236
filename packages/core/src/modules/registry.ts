import { content } from "./content/content.ts";
import { loop } from "./loop/loop.ts";
import { memory } from "./memory/memory.ts";
import type { PolicyModule } from "./module.ts";
import { pii } from "./pii/pii.ts";
import { secrets } from "./secrets/secrets.ts";

/** Every module that a policy can configure, in the order in which they run. */
export const MODULES = [secrets, pii, content, memory, loop] as const satisfies readonly PolicyModule[];
