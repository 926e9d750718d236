import type { SignInInput, SignInResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { giveBackGuess, takeGuess } from "./attempt-limit.ts";
import type { Client } from "./describe-client.ts";
import { checkPassword } from "./hash-password.ts";
import { startSession, wrongCredentials } from "./start-session.ts";

export interface SignInRequest {
  readonly input: z.output<typeof SignInInput>;
  readonly client: Client;
  readonly deps: Deps;
}

/**
 * Exchanges e-mail and password for a session token. Whatever is wrong, the answer and the work are the same.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function signIn({ input, client, deps }: SignInRequest): Promise<SignInResult> {
  const email = input.email.toLowerCase();
  await takeGuess(deps, email, client.address);
  const user = await deps.database.lookups.signIn(email);
  const right = await checkPassword(input.password, user?.password_hash ?? null);
  const membership = user?.memberships.find(
    (candidate) => input.org_id === undefined || encodeId("org", candidate.org_id) === input.org_id,
  );
  if (!right || !user || !membership) throw wrongCredentials();
  await giveBackGuess(deps, email, client.address);
  return startSession({
    user,
    memberships: user.memberships,
    orgId: membership.org_id,
    client,
    provedHash: user.password_hash,
    deps,
  });
}
