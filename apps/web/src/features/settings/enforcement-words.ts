/** The environments, in display order. */
export const ENVIRONMENTS = [
  { environment: "prod", name: "Production" },
  { environment: "staging", name: "Staging" },
  { environment: "dev", name: "Development" },
] as const;

export const MODES = [
  { value: "enforce", text: "Enforce", note: "Policy decisions apply." },
  { value: "monitor", text: "Monitor", note: "Every action is allowed. What policies and the default would have decided is recorded." },
  { value: "report_only", text: "Report only", note: "Policies are not evaluated. Matching policies are recorded." },
] as const;

export const DEFAULTS = [
  { value: "deny", text: "Deny", note: "Actions that no policy allows are denied." },
  { value: "allow", text: "Allow", note: "Actions that no policy covers are allowed. This earns no coverage points in the posture." },
] as const;

export const ENVIRONMENT_DEFAULTS = [
  { value: "inherit", text: "Default" },
  { value: "deny", text: "Deny" },
  { value: "allow", text: "Allow" },
] as const;

export const PLANNING = [
  { value: "judged", text: "Decided by policies", note: "The usual setting." },
  { value: "denied", text: "All denied", note: "Agents can read and plan but not change anything, regardless of policies." },
] as const;

export const REVIEWING = [
  { value: "alone", text: "One person", note: "Anyone who can publish policies publishes a version alone." },
  {
    value: "second",
    text: "Two people",
    note: "Changes that may allow more need a review by another owner or admin. Other changes are published immediately.",
  },
] as const;
