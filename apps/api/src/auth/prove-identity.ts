import type { EnteredProof } from "@agentlattice/core/settle";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { useOneTimeCode } from "../totp/use-one-time-code.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { Client } from "./describe-client.ts";

/**
 * Checks the fresh proof of identity that came with a request: the password, or a one-time code. Returns undefined when there is none; the
 * commit refuses decisions that need one.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function proveIdentity(input: {
  readonly principal: PersonPrincipal;
  readonly given: { readonly password?: string | undefined; readonly one_time_code?: string | undefined };
  /** The person's device; null for an import, which proves no identity. */
  readonly client: Client | null;
  /** Names the request, so that its retry may send a one-time code again. */
  readonly request?: Buffer | undefined;
  readonly deps: Pick<Deps, "database">;
}): Promise<EnteredProof | undefined> {
  const { principal, given, client, request, deps } = input;
  if (client === null) return undefined;
  if (given.one_time_code !== undefined) return useOneTimeCode({ principal, code: given.one_time_code, request, deps });
  if (given.password === undefined) return undefined;
  await confirmPassword({ principal, password: given.password, client, deps });
  return "password";
}
