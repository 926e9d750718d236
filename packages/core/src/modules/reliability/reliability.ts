import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const word = z.string().min(1).max(256);

const schema = moduleConfig({
  /** A provider that fails this often within the window, with no success between, is left alone for the cool-down. */
  circuit: z
    .strictObject({
      failures: z.number().int().min(1).max(100).optional(),
      window: shortDuration.optional(),
      cool_down: shortDuration.optional(),
      /** Calls that may try at once whether it works again. */
      probes: z.number().int().min(1).max(16).optional(),
      by: z.enum(["provider", "model"]).optional(),
    })
    .optional(),
  /** How often the very same call may fail within the window. */
  retry: z.strictObject({ budget: z.number().int().min(1).max(100), window: shortDuration.optional() }).optional(),
  /** Models to use instead, the first whose own circuit is closed. */
  fallback: z
    .array(z.strictObject({ provider: word.optional(), name: word }))
    .min(1)
    .max(8)
    .optional(),
});

export type ReliabilityConfig = z.output<typeof schema>;

/** Providers that fail. It needs what was reported of earlier calls, so the ledger commit settles it; by itself it says nothing. */
export const reliability = {
  name: "reliability",
  schema,
  denial: "BREAKER_OPEN",
  compile: () => () => NOTHING,
} as const satisfies PolicyModule<typeof schema>;
