import type { StepUp } from "@agentlattice/core/settle";
import { confirmPassword } from "../auth/confirm-password.ts";
import type { Client } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";

/**
 * Checks the fresh proof of identity that came with a decision. Returns undefined when there is none; the commit refuses decisions that
 * need one.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function proveIdentity(input: {
  readonly deps: Deps;
  readonly principal: PersonPrincipal;
  readonly password: string | undefined;
  readonly client: Client | null;
}): Promise<StepUp | undefined> {
  const { deps, principal, password, client } = input;
  if (password === undefined || client === null) return undefined;
  await confirmPassword({ principal, password, client, deps });
  return "password";
}
