import { COMMON_PII, PII_TYPES } from "@agentlattice/detect";
import { z } from "zod";
import { detectorConfig } from "../module-config.ts";

/** Configuration of the module `pii`. */
export const piiConfig = detectorConfig({
  /** The consequence of a finding. `flag` allows the action and records the finding. */
  action: z.enum(["redact", "deny", "require_approval", "flag"]).default("redact"),
  types: z
    .array(z.enum(PII_TYPES))
    .min(1)
    .default([...COMMON_PII]),
  /** Minimum confidence of a finding. */
  min_confidence: z.number().min(0).max(1).default(0.6),
  /** Redacts with reversible placeholders instead of `[REDACTED:<type>]`. */
  placeholders: z.boolean().default(true),
  /** Countries whose phone numbers are recognised without their country code, ISO 3166-1 alpha-2. */
  regions: z
    .array(z.string().regex(/^[A-Z]{2}$/, "a country such as US"))
    .max(10)
    .default(["US"]),
});

export type PiiConfig = z.output<typeof piiConfig>;
