import { MAX_PASSKEYS, type Passkey, type PasskeyInput } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";
import { generateRegistrationOptions, type VerifiedRegistrationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { confirmPassword } from "../auth/confirm-password.ts";
import type { Client } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { type PasskeyRow, passkeyEntry, toPasskey } from "./passkey-row.ts";
import { PASSKEY_ALGORITHMS, toSpki } from "./public-key.ts";
import { CHALLENGE_SECONDS, registrationChallenges } from "./registration-challenge.ts";
import { relyingPartyHash, relyingPartyOf } from "./relying-party.ts";

/** The window is longer than a challenge is valid. */
const USED_ONCE = { limit: 1, windowSeconds: 2 * CHALLENGE_SECONDS } as const;

interface OwnCall {
  readonly principal: PersonPrincipal;
  readonly deps: Deps;
}

/** Begins a registration, which needs the person's password. @throws AppError INVALID_CREDENTIALS, PASSKEY_LIMIT */
export async function preparePasskey({ principal, deps, password, client }: OwnCall & { password: string; client: Client }) {
  await confirmPassword({ principal, password, client, deps });
  const { scope, userId } = principal;
  const { orgId } = scope;
  const known = await deps.database.inOrg(scope, (tables) => findPasskeys(tables, orgId, userId));
  requireOwnerForOwnerChange(known.length);
  const { data } = await deps.database.keysOf(orgId);
  const party = relyingPartyOf(deps.env);
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: principal.email,
    userDisplayName: principal.name,
    userID: new Uint8Array(Buffer.from(userId.replaceAll("-", ""), "hex")),
    challenge: registrationChallenges(data, principal).issue(deps.now()),
    attestationType: "none",
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    supportedAlgorithmIDs: PASSKEY_ALGORITHMS,
  });
}

/** Registers a passkey. Its public key becomes part of the log, where it verifies decisions offline. @throws AppError PASSKEY_INVALID, PASSKEY_LIMIT */
export async function registerPasskey({ principal, deps, input }: OwnCall & { input: PasskeyInput }): Promise<Passkey> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const party = relyingPartyOf(deps.env);
  const { credential, challenge } = await verifyRegistration({ principal, deps, input });
  const spki = toSpki(credential.publicKey);
  if (spki === null) throw invalid("Its key has an algorithm that is not supported. Use another authenticator.");
  // INVARIANT: a challenge registers one passkey, also in other processes. A registration that was not valid leaves it as it was.
  if ((await deps.database.attempts.take(`passkey-challenge/${challenge}`, USED_ONCE)) !== null)
    throw invalid("Its challenge was used already. Begin the registration again.");
  const { result } = await deps.database.audited(scope, async ({ client, now }) => {
    if (await client.passkey.findUnique({ where: { orgId_credentialId: { orgId, credentialId: credential.id } } }))
      throw invalid("It is registered already.");
    requireOwnerForOwnerChange((await findPasskeys(client, orgId, userId)).length);
    const row = await client.passkey.create({
      data: {
        orgId,
        passkeyId: deps.newId(),
        userId,
        credentialId: credential.id,
        publicKey: credential.publicKey,
        signCount: BigInt(credential.counter),
        transports: input.registration.response.transports,
        name: input.name,
        createdAt: new Date(now),
      },
    });
    const registered = { change: "registered", public_key: spki, rp: relyingPartyHash(party) } as const;
    // It changes answers: a person with a passkey needs it on high risk.
    return { result: toPasskey(row), entries: [passkeyEntry(deps, principal, row, registered)], changesAnswers: true };
  });
  return result;
}

/** Removes a passkey, which needs the person's password. Decisions that it signed stay verifiable. @throws AppError NOT_FOUND, INVALID_CREDENTIALS */
export async function removePasskey(input: OwnCall & { passkeyId: string | null; password: string; client: Client }): Promise<void> {
  const { principal, deps, passkeyId, password } = input;
  const { orgId } = principal.scope;
  await confirmPassword({ principal, password, client: input.client, deps });
  await deps.database.audited(principal.scope, async ({ client }) => {
    const where = { orgId_passkeyId: { orgId, passkeyId: passkeyId ?? "" } };
    const row = passkeyId === null ? null : await client.passkey.findUnique({ where });
    if (row?.userId !== principal.userId)
      throw new AppError("NOT_FOUND", { detail: "You have no such passkey. GET /passkeys lists yours." });
    await client.passkey.delete({ where });
    return { result: null, entries: [passkeyEntry(deps, principal, row, { change: "removed" })], changesAnswers: true };
  });
}

/** Returns a person's passkeys, oldest first. */
export function findPasskeys(client: OrgClient, orgId: string, userId: string): Promise<PasskeyRow[]> {
  return client.passkey.findMany({ where: { orgId, userId }, orderBy: { createdAt: "asc" } });
}

type Registered = NonNullable<VerifiedRegistrationResponse["registrationInfo"]>;

async function verifyRegistration({
  principal,
  deps,
  input,
}: OwnCall & { input: PasskeyInput }): Promise<Registered & { readonly challenge: string }> {
  let challenge = "";
  const { data } = await deps.database.keysOf(principal.scope.orgId);
  const party = relyingPartyOf(deps.env);
  const { authenticatorAttachment, ...registration } = input.registration;
  const { transports: _, ...response } = registration.response;
  const verified = await verifyRegistrationResponse({
    response: { ...registration, clientExtensionResults: {}, response: withoutUndefined(response) },
    expectedChallenge: (given) => {
      challenge = given;
      return registrationChallenges(data, principal).isValid(given, deps.now());
    },
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: PASSKEY_ALGORITHMS,
  }).catch((cause: unknown) => {
    throw new AppError("PASSKEY_INVALID", { detail: "The registration is not valid for this site or session. Begin it again.", cause });
  });
  if (!verified.verified) throw invalid("Its attestation is not valid. Begin the registration again.");
  return { ...verified.registrationInfo, challenge };
}

/** Drops the absent members, which the library's types do not accept as undefined. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function requireOwnerForOwnerChange(count: number): void {
  if (count >= MAX_PASSKEYS)
    throw new AppError("PASSKEY_LIMIT", { detail: `You have ${MAX_PASSKEYS} passkeys already. Remove one that you no longer use.` });
}

function invalid(detail: string): AppError {
  return new AppError("PASSKEY_INVALID", { detail });
}
