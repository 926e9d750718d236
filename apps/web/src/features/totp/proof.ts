/** A proof of identity as the person types it. */
export interface Proof {
  readonly kind: "password" | "one_time_code";
  readonly text: string;
}

export const NO_PROOF: Proof = { kind: "password", text: "" };

/** Returns the members of a request body. */
export function proofBody({ kind, text }: Proof): { password: string } | { one_time_code: string } {
  return kind === "password" ? { password: text } : { one_time_code: text.trim() };
}

/** Returns what is missing, or null. */
export function missingProof({ kind, text }: Proof): string | null {
  if (text.trim() !== "") return null;
  return kind === "password" ? "Enter your password." : "Enter a one-time code.";
}
