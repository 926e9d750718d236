import { compileRe2 } from "@agentlattice/patterns";
import { z } from "zod";
import { moduleConfig } from "../module-config.ts";

const decision = z.enum(["deny", "require_approval", "flag", "off"]);
const name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*(?:[.:-][a-z0-9_]+)*$/, "lower case words joined by - . : or _");

/** Configuration of the module `content`. */
export const contentConfig = moduleConfig({
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
          .superRefine((pattern, context) => {
            const message = whyUnusable(pattern);
            if (message !== undefined) context.addIssue({ code: "custom", message });
          }),
        action: decision.default("deny"),
      }),
    )
    .max(50)
    .default([]),
  /** Suspicion from which a text is a finding, 0 to 1. One phrase of an injection is about 0.6. */
  sensitivity: z.number().min(0).max(1).default(0.5),
  /** Strings, numbers and names together, UTF-16 units. */
  max_bytes: z.int().min(1).max(4_194_304).default(1_048_576),
  /** The consequence when a request is larger than `max_bytes` or patterns need too many steps. Never allow. */
  on_exceed: z.enum(["deny", "flag"]).default("deny"),
});

export type ContentConfig = z.output<typeof contentConfig>;
export type ContentDecision = z.output<typeof decision>;

function whyUnusable(pattern: string): string | undefined {
  try {
    compileRe2(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "not a valid RE2 pattern";
  }
}
