/** The values of `policy list --status`. */
export const POLICY_STATES = ["draft", "active", "disabled"] as const;
