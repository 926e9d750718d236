import type { PolicyDocument } from "./schema.ts";

/** A policy as its author wrote it: defaults are not filled in, so its text and its hash are the author's. */
export type Policy = PolicyDocument;

/** What a policy means where it is silent. */
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

/** How large and how deep a policy may be. */
export const POLICY_LIMITS = {
  bytes: 256 * 1024,
  /** Nesting of the JSON itself: a level of `all` is two of JSON. Also what keeps every recursion here shallow. */
  jsonDepth: 72,
  conditions: 1024,
  issues: 50,
} as const;
