/** Why signing in did not work, as one word that travels through next-auth's error string. */
export type SignInFailure =
  | { readonly kind: "wrong" }
  | { readonly kind: "too-many"; readonly seconds: number }
  | { readonly kind: "unavailable" };

export function writeFailure(failure: SignInFailure): string {
  return failure.kind === "too-many" ? `too-many:${failure.seconds}` : failure.kind;
}

/** Anything unknown is told as an outage: it says nothing about the password. */
export function readFailure(text: string): SignInFailure {
  const [kind, seconds] = text.split(":");
  if (kind === "wrong") return { kind };
  if (kind === "too-many") return { kind, seconds: Number.parseInt(seconds ?? "", 10) || 60 };
  return { kind: "unavailable" };
}
