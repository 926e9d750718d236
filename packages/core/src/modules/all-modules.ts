import { breaker } from "./breaker/breaker.ts";
import { content } from "./content/content.ts";
import { contract } from "./contract/contract.ts";
import { loop } from "./loop/loop.ts";
import { memory } from "./memory/memory.ts";
import type { PolicyModule } from "./module.ts";
import { pii } from "./pii/pii.ts";
import { registry } from "./registry/registry.ts";
import { reliability } from "./reliability/reliability.ts";
import { routing } from "./routing/routing.ts";
import { secrets } from "./secrets/secrets.ts";

/** The modules that a policy can configure, in the order in which they run. */
export const MODULES = [
  secrets,
  pii,
  content,
  memory,
  loop,
  reliability,
  breaker,
  registry,
  contract,
  routing,
] as const satisfies readonly PolicyModule[];
