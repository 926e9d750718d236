import type { SignInInput, SignInResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { MembershipRecord } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { takeGuess, uncountGuess } from "./attempt-limit.ts";
import type { Client } from "./describe-client.ts";
import { checkPassword } from "./hash-password.ts";
import { startSession, wrongCredentials } from "./start-session.ts";

export interface SignInRequest {
  readonly input: z.output<typeof SignInInput>;
  readonly client: Client;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/**
 * Exchanges email and password for a session token. Every failure has the same response and takes the same time.
 * @throws AppError INVALID_CREDENTIALS, ORGANISATION_CLOSING, TOO_MANY_ATTEMPTS
 */
export async function signIn({ input, client, deps }: SignInRequest): Promise<SignInResult> {
  const { email } = input;
  await takeGuess(deps, email, client.address);
  const user = await deps.database.lookups.signIn(email);
  const right = await checkPassword(input.password, user?.password_hash ?? null);
  const candidates = user?.memberships.filter(
    (candidate) => input.org_id === undefined || encodeId("org", candidate.org_id) === input.org_id,
  );
  if (!right || !user || !candidates?.[0]) throw wrongCredentials();
  await uncountGuess(deps, email, client.address);
  return openFirst(candidates, (orgId) =>
    startSession({ user, memberships: user.memberships, orgId, client, provedHash: user.password_hash, deps }),
  );
}

/** Opens the first organisation that the person may enter. An organisation that is being deleted admits only owners. */
async function openFirst(candidates: readonly MembershipRecord[], open: (orgId: string) => Promise<SignInResult>): Promise<SignInResult> {
  const [first, ...others] = candidates as [MembershipRecord, ...MembershipRecord[]];
  try {
    return await open(first.org_id);
  } catch (error) {
    if (others.length === 0 || !(error instanceof AppError) || error.code !== "ORGANISATION_CLOSING") throw error;
    return openFirst(others, open);
  }
}
