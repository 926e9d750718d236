import type { SignInRecord } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { takeGuess, uncountGuess } from "./attempt-limit.ts";
import type { Client } from "./describe-client.ts";
import { checkPassword } from "./hash-password.ts";

export interface PasswordConfirmation {
  readonly principal: PersonPrincipal;
  /** The repeated password. */
  readonly password: string;
  readonly client: Client;
  readonly deps: Pick<Deps, "database">;
}

/**
 * Checks the password of a signed-in person. A wrong password counts as a guess.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function confirmPassword({ principal, password, client, deps }: PasswordConfirmation): Promise<SignInRecord> {
  await takeGuess(deps, principal.email, client.address);
  const user = await deps.database.lookups.signIn(principal.email);
  if (!user || !(await checkPassword(password, user.password_hash)))
    throw new AppError("INVALID_CREDENTIALS", { detail: "The current password is wrong. Enter it again." });
  await uncountGuess(deps, principal.email, client.address);
  return user;
}
