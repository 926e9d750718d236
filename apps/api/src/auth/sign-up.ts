import { setTimeout as delay } from "node:timers/promises";
import type { SignUpInput } from "@agentlattice/contract";
import { foldText } from "@agentlattice/core/fold";
import type { AttemptLimit } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { takeAttempt } from "./attempt-limit.ts";
import type { Client } from "./describe-client.ts";
import { checkPassword, hashPassword } from "./hash-password.ts";
import { refuseWeakPassword } from "./password-policy.ts";

const PER_ADDRESS: AttemptLimit = { limit: 10, windowSeconds: 3_600 };
const PER_ACCOUNT: AttemptLimit = { limit: 5, windowSeconds: 3_600 };
/** Limit of password checks, which are expensive even when the password is rejected. */
const LOOKUPS: AttemptLimit = { limit: 60, windowSeconds: 60 };
/** Minimum response time, longer than every code path, so that the time reveals nothing about the email. */
const ANSWER_AFTER_MS = 750;

export interface SignUpRequest {
  readonly input: z.output<typeof SignUpInput>;
  readonly client: Client;
  readonly deps: Pick<Deps, "createOrganisation" | "database" | "env">;
}

/**
 * Creates an organisation and its owner. People with an account use the password of their account.
 * INVARIANT: a new email, a known one and a wrong password have the same response and the same response time, so that the route does not
 * reveal who has an account. Signing in shows the result.
 * @throws AppError SIGN_UP_CLOSED, PASSWORD_WEAK, TOO_MANY_ATTEMPTS
 */
export async function signUp({ input, client, deps }: SignUpRequest): Promise<void> {
  if (deps.env.AL_SIGN_UP === "closed")
    throw new AppError("SIGN_UP_CLOSED", { detail: "Sign-up is closed on this installation. Ask an owner or admin for an invitation." });
  await takeAttempt(deps, `sign-up-look/address/${client.address}`, LOOKUPS);
  refuseWeakPassword(input.password, [input.email, input.name, input.organisation]);
  await takeAttempt(deps, `sign-up/address/${client.address}`, PER_ADDRESS);
  await takeAttempt(deps, `sign-up/account/${foldText(input.email)}`, PER_ACCOUNT);
  const [made] = await Promise.allSettled([makeOrganisation(input, deps), delay(ANSWER_AFTER_MS)]);
  if (made.status === "rejected") throw made.reason;
}

async function makeOrganisation(input: SignUpRequest["input"], deps: Pick<Deps, "createOrganisation" | "database">): Promise<void> {
  const known = await deps.database.lookups.signIn(input.email);
  if (known) {
    const right = await checkPassword(input.password, known.password_hash);
    // A repeated request creates the organisation only once.
    const exists = known.memberships.some((membership) => membership.role === "owner" && membership.org_name === input.organisation);
    if (right && !exists) await create(input, known.password_hash, deps);
    return;
  }
  const passwordHash = await hashPassword(input.password);
  await create(input, passwordHash, deps).catch(async (error) => {
    // A concurrent sign-up with the same email has created the account.
    if ((await deps.database.lookups.signIn(input.email)) === null) throw error;
    await makeOrganisation(input, deps);
  });
}

async function create(input: SignUpRequest["input"], passwordHash: string, deps: Pick<Deps, "createOrganisation">): Promise<void> {
  const { organisation, email, name, zone = "UTC" } = input;
  await deps.createOrganisation({ name: organisation, zone, seed: null, owner: { email, name, passwordHash } });
}
