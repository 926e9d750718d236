/** What the settings of enforcement are called, and what each choice means. */
export const ENVIRONMENTS = [
  { environment: "prod", name: "Production" },
  { environment: "staging", name: "Staging" },
  { environment: "dev", name: "Development" },
] as const;

export const MODES = [
  { value: "enforce", text: "Enforce", note: "Policies decide." },
  { value: "monitor", text: "Monitor", note: "Everything goes through. What policies and the default would have done is recorded." },
  { value: "report_only", text: "Report only", note: "It is recorded which policies would apply; nothing is evaluated." },
] as const;

export const DEFAULTS = [
  { value: "deny", text: "Deny", note: "Nothing happens that no policy allows." },
  { value: "allow", text: "Allow", note: "Whatever no policy speaks of goes through. It earns nothing for coverage in the posture." },
] as const;

export const ENVIRONMENT_DEFAULTS = [
  { value: "inherit", text: "As above" },
  { value: "deny", text: "Deny" },
  { value: "allow", text: "Allow" },
] as const;

export const PLANNING = [
  { value: "judged", text: "Judged by policies", note: "The usual case." },
  { value: "denied", text: "Denied, all of them", note: "Agents may read and plan, and change nothing, whatever policies say." },
] as const;

export const REVIEWING = [
  { value: "alone", text: "One person", note: "Whoever may publish puts a version in force." },
  {
    value: "second",
    text: "Two people",
    note: "What may let more through waits for another owner or admin. What provably does not is published at once.",
  },
] as const;
