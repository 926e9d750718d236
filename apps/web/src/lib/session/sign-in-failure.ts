import type { ErrorCode } from "@agentlattice/contract";

/** The reason why signing in, joining or switching failed. It is passed as one word through next-auth's error string. */
export type SignInFailure =
  | { readonly kind: "wrong" }
  | { readonly kind: "too-many"; readonly seconds: number }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "unavailable" };

export function writeFailure(failure: SignInFailure): string {
  if (failure.kind === "too-many") return `too-many:${failure.seconds}`;
  return failure.kind === "refused" ? `refused:${failure.code}` : failure.kind;
}

/** Parses a failure. Unknown values count as an outage, which says nothing about the password. */
export function readFailure(text: string): SignInFailure {
  const [kind, detail = ""] = text.split(":");
  if (kind === "wrong") return { kind };
  if (kind === "too-many") return { kind, seconds: Number.parseInt(detail, 10) || 60 };
  // The code comes from our own server, which took it from the contract.
  if (kind === "refused" && /^[A-Z_]+$/.test(detail)) return { kind, code: detail as ErrorCode };
  return { kind: "unavailable" };
}
