import type { PolicyDocument } from "./schema.ts";

/** A policy as written, without defaults, so that its text and hash are the author's. */
export type Policy = PolicyDocument;

/** The default values of a policy. */
export const POLICY_DEFAULTS = {
  mode: "enforce",
  otherwise: "deny",
  approvers: ["role:operator", "role:admin", "role:owner"],
  quorum: 1,
  expires: "8h",
  use_within: "15m",
  separation_of_duties: "default",
  reason: "required_on_deny",
  risk: "medium",
} as const;

/** The maximum size and depth of a policy. */
export const POLICY_LIMITS = {
  bytes: 256 * 1024,
  /** Nesting of the JSON, two levels for each `all`. Bounds every recursion over a policy. */
  jsonDepth: 72,
  conditions: 1024,
  issues: 50,
} as const;
