import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const rate = z.number().gt(0).max(1);

const schema = moduleConfig({
  /** Maximum share of an agent's attempts that may be denied. */
  denial_rate: rate.optional(),
  /** Maximum share of an agent's reported calls that may fail. */
  failure_rate: rate.optional(),
  /** Minimum number of calls for a rate. */
  min_calls: z.number().int().min(1).max(100).optional(),
  window: shortDuration.optional(),
  cool_down: shortDuration.optional(),
  /** Number of probe calls allowed at once while half open. */
  probes: z.number().int().min(1).max(16).optional(),
});

export type BreakerConfig = z.output<typeof schema>;

/** Stops agents that fail or are denied too often. The ledger commit settles it, so evaluation returns nothing. */
export const breaker = { name: "breaker", schema, denial: "BREAKER_OPEN", compile: () => () => NOTHING } as const satisfies PolicyModule<
  typeof schema
>;
