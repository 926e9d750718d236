import { z } from "zod";

const ruleId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/i, "letters, digits, - and _");

/** A rule of the organisation, on a regular expression engine that cannot backtrack (RE2 syntax). */
const extraRule = z.strictObject({
  id: ruleId,
  title: z.string().max(200).optional(),
  regex: z.string().min(1).max(1000),
  /** Words of which a text must hold one for the rule to be tried; a rule with none is tried on every text. */
  keywords: z
    .array(z.string().regex(/^[!-~ ]{2,60}$/, "2 to 60 characters of ASCII"))
    .max(20)
    .default([]),
  entropy: z.number().min(0).max(8).default(0),
  /** Which group is the credential; 0 is the whole match. Without it: the first group, or the whole match. */
  secret_group: z.int().min(0).max(20).optional(),
  confidence: z.number().min(0).max(1).default(0.9),
});

/** Configuration of the module `secrets`. */
export const secretsConfig = z.strictObject({
  /** What follows a finding. `flag` lets the action pass and records the finding. */
  action: z.enum(["deny", "redact", "require_approval", "flag"]).default("deny"),
  /** Findings that are less sure are left out. */
  min_confidence: z.number().min(0).max(1).default(0.5),
  /** Strings, numbers and names together, UTF-16 units. */
  max_bytes: z.int().min(1).max(4_194_304).default(1_048_576),
  /** What follows when a value is larger than `max_bytes`, nested deeper than 100, or costs extra rules too many steps. Never allow. */
  on_exceed: z.enum(["deny", "flag"]).default("deny"),
  disabled_rules: z.array(ruleId).max(500).default([]),
  /** What is known and may pass. */
  allow: z
    .strictObject({
      /** RE2; tried on the credential alone. */
      patterns: z.array(z.string().min(1).max(1000)).max(100).default([]),
      /** Pointers; `*` stands for one name or index. What lies below a pointer is allowed too. */
      paths: z
        .array(z.string().regex(/^(?:\/[^/]*)*$/, "an RFC 6901 pointer"))
        .max(100)
        .default([]),
      /** Fingerprints of earlier findings. */
      fingerprints: z.array(z.string().max(200)).max(1000).default([]),
    })
    .prefault({}),
  rules: z.array(extraRule).max(200).default([]),
  /** Rules in the format of a gitleaks configuration. */
  gitleaks_toml: z.string().max(262_144).optional(),
});

export type SecretsConfig = z.output<typeof secretsConfig>;
export type ExtraRule = z.output<typeof extraRule>;
