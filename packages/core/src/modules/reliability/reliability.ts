import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const word = z.string().min(1).max(256);

const schema = moduleConfig({
  /** The failures within the window, without a success in between, that open a provider's circuit. */
  circuit: z
    .strictObject({
      failures: z.number().int().min(1).max(100).optional(),
      window: shortDuration.optional(),
      cool_down: shortDuration.optional(),
      /** Number of probe calls allowed at once while half open. */
      probes: z.number().int().min(1).max(16).optional(),
      by: z.enum(["provider", "model"]).optional(),
    })
    .optional(),
  /** Maximum number of failures of the same call within the window. */
  retry: z.strictObject({ budget: z.number().int().min(1).max(100), window: shortDuration.optional() }).optional(),
  /** Fallback models. The first with a closed circuit is used. */
  fallback: z
    .array(z.strictObject({ provider: word.optional(), name: word }))
    .min(1)
    .max(8)
    .optional(),
});

export type ReliabilityConfig = z.output<typeof schema>;

/** Handles failing providers. The ledger commit settles it from reported outcomes, so evaluation returns nothing. */
export const reliability = {
  name: "reliability",
  schema,
  denial: "BREAKER_OPEN",
  compile: () => () => NOTHING,
} as const satisfies PolicyModule<typeof schema>;
