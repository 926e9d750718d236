import { compileRe2 } from "@agentlattice/patterns";
import { z } from "zod";
import { detectorConfig, mustCompile } from "../module-config.ts";

const decision = z.enum(["deny", "require_approval", "flag", "off"]);
const name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*(?:[.:-][a-z0-9_]+)*$/, "lower case words joined by - . : or _");

/** Configuration of the module `content`. */
export const contentConfig = detectorConfig({
  /** Text that tries to give a model new instructions. */
  prompt_injection: decision.default("deny"),
  /** Code that destroys data, escapes a sandbox or exfiltrates data. */
  unsafe_code: decision.default("deny"),
  /** Words or phrases, matched at word boundaries without regard to case. */
  terms: z
    .array(z.strictObject({ name, words: z.array(z.string().min(2).max(100)).min(1).max(500), action: decision.default("deny") }))
    .max(50)
    .default([]),
  /** RE2 patterns, which take linear time for every text. */
  patterns: z
    .array(
      z.strictObject({
        name,
        regex: z
          .string()
          .min(1)
          .max(1000)
          .superRefine(mustCompile((pattern) => compileRe2(pattern))),
        action: decision.default("deny"),
      }),
    )
    .max(50)
    .default([]),
  /** Suspicion from which a text is a finding, 0 to 1. One phrase of an injection is about 0.6. */
  sensitivity: z.number().min(0).max(1).default(0.5),
});

export type ContentConfig = z.output<typeof contentConfig>;
export type ContentDecision = z.output<typeof decision>;
