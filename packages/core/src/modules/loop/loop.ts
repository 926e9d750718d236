import { z } from "zod";
import { shortDuration } from "../../model/duration-schema.ts";
import { NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const schema = moduleConfig({
  window: shortDuration.optional(),
  /** Maximum number of consecutive repeats of a call or a cycle of calls. */
  max_repeats: z.number().int().min(1).max(16).optional(),
  /** Maximum length of a cycle. */
  cycle_length: z.number().int().min(1).max(8).optional(),
  by: z.enum(["session", "agent"]).optional(),
  /** `halt` also halts the agent until a person resumes it. */
  on_loop: z.enum(["deny", "halt"]).optional(),
});

export type LoopConfig = z.output<typeof schema>;

/** Stops repeated calls. The ledger commit settles it with the earlier calls, so evaluation returns nothing. */
export const loop = { name: "loop", schema, denial: "LOOP_DETECTED", compile: () => () => NOTHING } as const satisfies PolicyModule<
  typeof schema
>;
