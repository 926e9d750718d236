import { randomBytes } from "node:crypto";
import type { EnteredProof } from "@agentlattice/core/settle";
import { databaseNow, type OrgClient } from "@agentlattice/db";
import { resetCodeGuesses, takeCodeGuess, uncountCodeGuess } from "../auth/attempt-limit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { hashRecoveryCode } from "./recovery-codes.ts";
import { APP_CODE, openTotpSecret, stepOfCode } from "./totp-secret.ts";

export interface CodeUse {
  readonly principal: PersonPrincipal;
  /** A code of the authenticator app, or a recovery code. */
  readonly code: string;
  /** Names the request in 32 bytes, so that its retry may send the code again. None for a request that is not retried. */
  readonly request?: Buffer | undefined;
  readonly deps: Pick<Deps, "database">;
}

const REQUEST_BYTES = 32;

/**
 * Checks a one-time code and marks it as used. A wrong code counts as a guess, and a right one resets the count. A right code of the app
 * that
 * was used before is refused but not counted, because its sender has access to the app.
 * INVARIANT: each code is accepted for one request, also by parallel requests and other processes.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function useOneTimeCode(use: CodeUse): Promise<Exclude<EnteredProof, "password">> {
  const { principal, deps } = use;
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const holder = { dataKey, orgId, userId };
  const usedBy = new Uint8Array(use.request ?? randomBytes(REQUEST_BYTES));
  const code = use.code.replace(/\s/g, "");
  const sealed = await deps.database.inOrg(scope, (client) => findSecret(client, orgId, userId));
  if (!sealed) throw refused("You have no authenticator app in this organisation. Send your password instead.");
  await takeCodeGuess(deps, principal);
  if (!APP_CODE.test(code)) {
    const codeHash = hashRecoveryCode(dataKey, holder, code);
    await deps.database.inOrg(scope, (client) => useRecoveryCode(client, { orgId, userId, codeHash }, usedBy));
    await resetCodeGuesses(deps, principal);
    return "recovery_code";
  }
  // Processes must agree on the time, because a used step is refused on all of them.
  const now = await deps.database.inOrg(scope, databaseNow);
  const step = stepOfCode(openTotpSecret(holder, sealed), code, now.getTime());
  if (step === null) throw refused("The code is wrong. Enter the one that your authenticator app shows now.");
  if (!(await deps.database.inOrg(scope, (client) => useStep(client, { orgId, userId, secret: sealed }, BigInt(step), usedBy)))) {
    await uncountCodeGuess(deps, principal);
    throw refused("This code, or a later one, was used already. Wait for the next code and enter that.");
  }
  await resetCodeGuesses(deps, principal);
  return "totp";
}

async function findSecret(client: OrgClient, orgId: string, userId: string) {
  const row = await client.totp.findUnique({ where: { orgId_userId: { orgId, userId } } });
  // INVARIANT: a secret proves nothing before its enrolment is confirmed.
  return row?.enrolledAt ? row.secret : null;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Returns false when the step, or a later one, was used already. */
async function useStep(client: OrgClient, row: { orgId: string; userId: string; secret: Bytes }, step: bigint, usedBy: Bytes) {
  const isNewOrRetried = [{ usedStep: { lt: step } }, { usedStep: step, usedBy }];
  const { count } = await client.totp.updateMany({ where: { ...row, OR: isNewOrRetried }, data: { usedStep: step, usedBy } });
  return count > 0;
}

async function useRecoveryCode(client: OrgClient, row: { orgId: string; userId: string; codeHash: Bytes }, usedBy: Bytes) {
  const { count } = await client.recoveryCode.updateMany({ where: { ...row, OR: [{ usedBy: null }, { usedBy }] }, data: { usedBy } });
  if (count === 0) throw refused("The code is wrong, or it is a recovery code that was used already. Enter another one.");
}

function refused(detail: string): AppError {
  return new AppError("INVALID_CREDENTIALS", { detail });
}
