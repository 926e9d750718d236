import type { RecoveryCodes, TotpRemoval, TotpSecret, TotpStatus } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { databaseNow } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import { resetCodeGuesses, takeCodeGuess } from "../auth/attempt-limit.ts";
import { confirmPassword } from "../auth/confirm-password.ts";
import type { Client } from "../auth/describe-client.ts";
import { proveIdentity } from "../auth/prove-identity.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findOrganisation } from "../organisations/organisation-row.ts";
import { hashRecoveryCode, mintRecoveryCodes } from "./recovery-codes.ts";
import { mintTotpSecret, openTotpSecret, sealTotpSecret, stepOfCode, totpUri } from "./totp-secret.ts";

interface OwnCall {
  readonly principal: PersonPrincipal;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/** The time within which an enrolment must be confirmed. */
const CONFIRM_WITHIN_MS = 10 * 60 * 1_000;

export async function getTotp({ principal: { scope, userId }, deps }: OwnCall): Promise<TotpStatus> {
  const { orgId } = scope;
  return deps.database.inOrg(scope, async (client) => {
    const row = await client.totp.findUnique({ where: { orgId_userId: { orgId, userId } } });
    const left = await client.recoveryCode.count({ where: { orgId, userId, usedBy: null } });
    return { enrolled_at: row?.enrolledAt?.toISOString() ?? null, recovery_codes_left: left };
  });
}

/**
 * Begins an enrolment, which needs the person's password. A secret that was not confirmed is replaced.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, TOTP_ENROLLED
 */
export async function beginTotp({ principal, deps, password, client: device }: OwnCall & { password: string; client: Client }) {
  await confirmPassword({ principal, password, client: device, deps });
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const secret = mintTotpSecret();
  return deps.database.inOrg(scope, async (client): Promise<TotpSecret> => {
    const begunAt = await databaseNow(client);
    const fresh = { secret: new Uint8Array(sealTotpSecret({ dataKey, orgId, userId }, secret)), begunAt };
    await client.totp.createMany({ data: { orgId, userId, ...fresh, usedStep: 0n }, skipDuplicates: true });
    const { count } = await client.totp.updateMany({ where: { orgId, userId, enrolledAt: null }, data: fresh });
    if (count === 0) throw enrolled();
    const { name } = await findOrganisation(client, orgId);
    const uri = totpUri(secret, `${principal.email} (${name})`);
    return { secret, uri, expires_at: new Date(begunAt.getTime() + CONFIRM_WITHIN_MS).toISOString() };
  });
}

/**
 * Completes an enrolment with a first code, which shows that the app has the secret. Returns the recovery codes, once.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, TOTP_NOT_BEGUN, TOTP_ENROLLED
 */
export async function confirmTotp({ principal, deps, code }: OwnCall & { code: string }): Promise<RecoveryCodes> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const holder = { dataKey, orgId, userId };
  const codes = mintRecoveryCodes();
  const { row, now } = await deps.database.inOrg(scope, async (client) => ({
    row: await client.totp.findUnique({ where: { orgId_userId: { orgId, userId } } }),
    now: (await databaseNow(client)).getTime(),
  }));
  if (row?.enrolledAt) throw enrolled();
  if (!row || row.begunAt.getTime() + CONFIRM_WITHIN_MS <= now) throw notBegun();
  await takeCodeGuess(deps, principal);
  const step = stepOfCode(openTotpSecret(holder, row.secret), code.replace(/\s/g, ""), now);
  if (step === null)
    throw new AppError("INVALID_CREDENTIALS", {
      detail: "The code is wrong. Enter the one that your authenticator app shows now, and check that the clock of its device is right.",
    });
  await resetCodeGuesses(deps, principal);
  const { result } = await deps.database.audited(scope, async (context) => {
    const { client } = context;
    const confirmed = { enrolledAt: new Date(context.now), usedStep: BigInt(step) };
    const { count } = await client.totp.updateMany({ where: { orgId, userId, secret: row.secret, enrolledAt: null }, data: confirmed });
    if (count === 0) throw notBegun();
    const hashes = codes.map((each) => ({ orgId, userId, codeHash: hashRecoveryCode(dataKey, holder, each) }));
    await client.recoveryCode.createMany({ data: hashes });
    return { result: { recovery_codes: codes }, entries: [totpEntry(deps, principal, { change: "enrolled" })], changesAnswers: false };
  });
  return result;
}

/**
 * Removes the authenticator app and its recovery codes, with a fresh proof of identity.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, NOT_FOUND
 */
export async function removeTotp({ principal, deps, removal, client: device }: OwnCall & { removal: TotpRemoval; client: Client }) {
  const proof = await proveIdentity({ principal, deps, given: removal, client: device });
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async ({ client }) => {
    const { count } = await client.totp.deleteMany({ where: { orgId, userId: principal.userId, enrolledAt: { not: null } } });
    if (count === 0)
      throw new AppError("NOT_FOUND", { detail: "You have no authenticator app in this organisation. Nothing was removed." });
    const entry = totpEntry(deps, principal, { change: "removed", ...(proof && { proof }) });
    return { result: null, entries: [entry], changesAnswers: false };
  });
}

type Change = Pick<EntryData<"totp.changed">, "change" | "proof">;

/** Returns the entry of an enrolled or removed app. It contains no secret, code or hash of one. */
function totpEntry(deps: Pick<Deps, "newId">, principal: PersonPrincipal, change: Change): SettledEntry {
  const user = encodeId("usr", principal.userId);
  const subject = { type: "user", id: user };
  return configEntry({ id: deps.newId(), kind: "totp.changed", actor: actorOf(principal), subject, data: { user, ...change } });
}

function enrolled(): AppError {
  return new AppError("TOTP_ENROLLED", {
    detail: "You have an authenticator app already. Remove it before you enrol another: POST /totp/remove.",
  });
}

function notBegun(): AppError {
  return new AppError("TOTP_NOT_BEGUN", { detail: "No enrolment is open, or it is older than ten minutes. Begin it again: POST /totp." });
}
