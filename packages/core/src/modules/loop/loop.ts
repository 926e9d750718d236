import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const schema = moduleConfig({
  window: shortDuration.optional(),
  /** How often the same call, or the same cycle of calls, may follow itself. */
  max_repeats: z.number().int().min(1).max(16).optional(),
  /** The longest cycle that is looked for. */
  cycle_length: z.number().int().min(1).max(8).optional(),
  by: z.enum(["session", "agent"]).optional(),
});

export type LoopConfig = z.output<typeof schema>;

/** Repeated calls. It needs the calls before, so the ledger commit settles it; by itself it says nothing. */
export const loop = { name: "loop", schema, denial: "LOOP_DETECTED", compile: () => () => NOTHING } as const satisfies PolicyModule<
  typeof schema
>;
