import { compileCustomRules, readGitleaks } from "@agentlattice/detect";
import { z } from "zod";
import { detectorConfig, mustCompile } from "../module-config.ts";
import { compileAllowlist } from "./allowlist.ts";

const ruleId = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*(?:[.:-][a-z0-9_]+)*$/, "lower case words joined by - . : or _");

/** A rule of the organisation, on a regular expression engine that cannot backtrack (RE2 syntax). */
const extraRule = z.strictObject({
  id: ruleId,
  title: z.string().max(200).optional(),
  regex: z.string().min(1).max(1000),
  /** The rule is tried on texts that contain one of these words, or on every text when the list is empty. */
  keywords: z
    .array(z.string().regex(/^[!-~ ]{2,60}$/, "2 to 60 characters of ASCII"))
    .max(20)
    .default([]),
  entropy: z.number().min(0).max(8).default(0),
  /** Group that is the credential; 0 is the whole match. By default the first group that matched, or the whole match. */
  secret_group: z.int().min(0).max(20).optional(),
  confidence: z.number().min(0).max(1).default(0.9),
});

/** Configuration of the module `secrets`. */
export const secretsConfig = detectorConfig({
  /** The consequence of a finding. `flag` allows the action and records the finding. */
  action: z.enum(["deny", "redact", "require_approval", "flag"]).default("deny"),
  /** Minimum confidence of a finding. */
  min_confidence: z.number().min(0).max(1).default(0.5),
  disabled_rules: z.array(ruleId).max(500).default([]),
  /** Known values that are allowed. */
  allow: z
    .strictObject({
      /** RE2; tried on the credential alone. */
      patterns: z.array(z.string().min(1).max(1000)).max(100).default([]),
      /** Paths such as `metadata.build`, with everything below them. */
      paths: z.array(z.string().min(1).max(500)).max(100).default([]),
      /** Fingerprints of earlier findings. */
      fingerprints: z.array(z.string().max(200)).max(1000).default([]),
    })
    .superRefine(mustCompile(compileAllowlist, ["patterns"]))
    .prefault({}),
  rules: z
    .array(extraRule.superRefine(mustCompile((rule) => compileCustomRules([rule], []), ["regex"])))
    .max(200)
    .default([]),
  /** Rules in the format of a gitleaks configuration. */
  gitleaks_toml: z
    .string()
    .max(262_144)
    .superRefine(mustCompile((toml) => compileCustomRules([], readGitleaks(toml))))
    .optional(),
});

export type SecretsConfig = z.output<typeof secretsConfig>;
