import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const rate = z.number().gt(0).max(1);

const schema = moduleConfig({
  /** Share of an agent's attempts that may be denied. */
  denial_rate: rate.optional(),
  /** Share of an agent's reported calls that may fail. */
  failure_rate: rate.optional(),
  /** Fewer than these are no rate. */
  min_calls: z.number().int().min(1).max(100).optional(),
  window: shortDuration.optional(),
  cool_down: shortDuration.optional(),
  /** Calls that may try at once whether it goes well again. */
  probes: z.number().int().min(1).max(16).optional(),
});

export type BreakerConfig = z.output<typeof schema>;

/** Agents that fail or are denied too often. Settled in the ledger commit; by itself it says nothing. */
export const breaker = { name: "breaker", schema, denial: "BREAKER_OPEN", compile: () => () => NOTHING } as const satisfies PolicyModule<
  typeof schema
>;
