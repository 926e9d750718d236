import { setTimeout as delay } from "node:timers/promises";
import type { SignUpInput } from "@agentlattice/contract";
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
/** A refused password is no attempt, but looking at it is work. */
const LOOKS: AttemptLimit = { limit: 60, windowSeconds: 60 };
/** Longer than any way through takes, so that the time says nothing about the e-mail. */
const ANSWER_AFTER_MS = 750;

export interface SignUpRequest {
  readonly input: z.output<typeof SignUpInput>;
  readonly client: Client;
  readonly deps: Deps;
}

/**
 * Makes an organisation and its owner. A person who has an account makes it with the password of that account.
 * INVARIANT: a new e-mail, a known one and a wrong password are answered alike, after the same time: nobody learns here
 * who has an account. Who signed up finds out by signing in.
 * @throws AppError SIGN_UP_CLOSED, PASSWORD_WEAK, TOO_MANY_ATTEMPTS
 */
export async function signUp({ input, client, deps }: SignUpRequest): Promise<void> {
  if (deps.env.AL_SIGN_UP === "closed")
    throw new AppError("SIGN_UP_CLOSED", { detail: "Organisations are not made here by signing up. Ask for an invitation." });
  await takeAttempt(deps, `sign-up-look/address/${client.address}`, LOOKS);
  refuseWeakPassword(input.password, [input.email, input.name, input.organisation]);
  await takeAttempt(deps, `sign-up/address/${client.address}`, PER_ADDRESS);
  await takeAttempt(deps, `sign-up/account/${input.email}`, PER_ACCOUNT);
  const [made] = await Promise.allSettled([makeOrganisation(input, deps), delay(ANSWER_AFTER_MS)]);
  if (made.status === "rejected") throw made.reason;
}

async function makeOrganisation(input: SignUpRequest["input"], deps: Deps): Promise<void> {
  const known = await deps.database.lookups.signIn(input.email);
  if (known) {
    const right = await checkPassword(input.password, known.password_hash);
    // Sent twice, it is made once.
    const again = known.memberships.some((membership) => membership.role === "owner" && membership.org_name === input.organisation);
    if (right && !again) await create(input, known.password_hash, deps);
    return;
  }
  const passwordHash = await hashPassword(input.password);
  await create(input, passwordHash, deps).catch(async (error) => {
    // Somebody signed up with the same e-mail in this moment: now it is a known one.
    if ((await deps.database.lookups.signIn(input.email)) === null) throw error;
    await makeOrganisation(input, deps);
  });
}

async function create(input: SignUpRequest["input"], passwordHash: string, deps: Deps): Promise<void> {
  const { organisation, email, name, zone = "UTC" } = input;
  await deps.createOrganisation({ name: organisation, zone, seed: null, owner: { email, name, passwordHash } });
}
