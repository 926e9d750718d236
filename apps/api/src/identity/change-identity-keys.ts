import type { IdentityKey } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { isStrictPoint } from "@agentlattice/core/ledger";
import type { AuditedContext, OrgClient } from "@agentlattice/db";
import { findAgent } from "../agents/find-agent.ts";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findIdentityKey, findIdentityKeys, type IdentityKeyRow } from "./find-identity-key.ts";
import { fingerprintOf, toIdentityKey } from "./to-identity-key.ts";

/** The largest number of keys of an agent that have not ended. */
const MAX_ACTIVE = 8;

interface Change {
  readonly principal: PersonPrincipal;
  readonly agentId: string;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/**
 * Registers the public key of an agent. It binds every decision that is committed after it.
 * @throws AppError NOT_FOUND, DELEGATION_INVALID for a delegated agent, INVALID_REQUEST, IDENTITY_KEY_TAKEN, IDENTITY_KEY_LIMIT
 */
export function registerIdentityKey(input: Change & { readonly publicKey: string; readonly once: Once }): Promise<IdentityKey> {
  return input.once(async (context) => {
    const row = await addKey(input, context, { publicKey: input.publicKey, identityKeyId: input.deps.newId() });
    return {
      result: toIdentityKey(row, input.principal, context.now),
      entries: [entryOf(input, row, { change: "registered" })],
      changesAnswers: true,
    };
  });
}

/**
 * Registers the key that replaces another. The old key ends after the overlap.
 * @param overlap seconds
 * @throws AppError as `registerIdentityKey`, and KEY_ENDED
 */
export function rotateIdentityKey(
  input: Change & { readonly keyId: string; readonly publicKey: string; readonly overlap: number; readonly once: Once },
): Promise<IdentityKey> {
  const { principal, agentId, keyId, overlap } = input;
  const { orgId } = principal.scope;
  return input.once(async (context) => {
    const { client, now } = context;
    await findAgent(client, principal, agentId);
    const old = await findIdentityKey(client, orgId, agentId, keyId);
    if (hasEnded(old, now)) throw new AppError("KEY_ENDED", { detail: "This identity key has ended. Register a new one instead." });
    const ends = new Date(Math.min(now + overlap * 1_000, old.endsAt?.getTime() ?? Number.POSITIVE_INFINITY));
    const successor = input.deps.newId();
    await endKey(client, old, { endsAt: ends, replacedBy: successor });
    const row = await addKey(input, context, { publicKey: input.publicKey, identityKeyId: successor });
    const replaced = { replaces: encodeId("aik", keyId), ends_at: ends.toISOString() };
    return {
      result: toIdentityKey(row, principal, now),
      entries: [entryOf(input, row, { change: "rotated", ...replaced })],
      changesAnswers: true,
    };
  });
}

/** Ends an identity key at once. The agent still has to sign. A repeat changes nothing. @throws AppError NOT_FOUND */
export async function revokeIdentityKey(input: Change & { readonly keyId: string }): Promise<IdentityKey> {
  const { principal, agentId, keyId, deps } = input;
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async ({ client, now }) => {
    await findAgent(client, principal, agentId);
    const row = await findIdentityKey(client, orgId, agentId, keyId);
    if (hasEnded(row, now)) return { result: toIdentityKey(row, principal, now), entries: [], changesAnswers: false };
    const endsAt = new Date(now);
    await endKey(client, row, { endsAt });
    const revoked = { ...row, endsAt };
    return {
      result: toIdentityKey(revoked, principal, now),
      entries: [entryOf(input, revoked, { change: "revoked" })],
      changesAnswers: true,
    };
  });
  return result;
}

async function addKey(
  { principal, agentId }: Change,
  { client, now }: AuditedContext,
  { publicKey: text, identityKeyId }: { readonly publicKey: string; readonly identityKeyId: string },
): Promise<IdentityKeyRow> {
  const { orgId } = principal.scope;
  const agent = await findAgent(client, principal, agentId);
  if (agent.rootAgentId !== null)
    throw new AppError("DELEGATION_INVALID", {
      detail: "A delegated agent signs with the keys of the agent at the root of its delegation. Register the key there.",
    });
  const publicKey = usablePoint(text);
  if (await client.agentIdentityKey.findUnique({ where: { orgId_publicKey: { orgId, publicKey } }, select: { orgId: true } }))
    throw new AppError("IDENTITY_KEY_TAKEN", {
      detail: "Generate a new key pair. A key belongs to one agent and is never registered again.",
    });
  const active = (await findIdentityKeys(client, orgId, agentId)).filter((row) => !hasEnded(row, now));
  if (active.length >= MAX_ACTIVE)
    throw new AppError("IDENTITY_KEY_LIMIT", { detail: `An agent has at most ${MAX_ACTIVE} identity keys. Revoke one that is not used.` });
  const data = { orgId, agentId, identityKeyId, publicKey, createdBy: principal.userId, createdAt: new Date(now) };
  const row = await client.agentIdentityKey.create({ data });
  return { ...row, sequence: null, gaps: [] };
}

/** Decodes a public key. @throws AppError INVALID_REQUEST for bytes that are no key, or one for which signatures prove nothing */
function usablePoint(text: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") === text && isStrictPoint(bytes)) return bytes;
  throw new AppError("INVALID_REQUEST", {
    detail: "This is not a usable Ed25519 public key. Generate one with agentlattice agents keygen.",
    errors: [{ path: "public_key", message: "must be the 32 bytes of an Ed25519 public key as base64" }],
  });
}

function hasEnded({ endsAt }: Pick<IdentityKeyRow, "endsAt">, now: number): boolean {
  return endsAt !== null && endsAt.getTime() <= now;
}

function endKey(
  client: OrgClient,
  { orgId, identityKeyId }: IdentityKeyRow,
  data: { readonly endsAt: Date; readonly replacedBy?: string },
) {
  return client.agentIdentityKey.update({
    where: { orgId_identityKeyId: { orgId, identityKeyId } },
    data,
    select: { orgId: true },
  });
}

function entryOf(
  { principal, deps, agentId }: Change,
  row: IdentityKeyRow,
  change: { change: "registered" | "rotated" | "revoked"; replaces?: string; ends_at?: string },
) {
  const agent = encodeId("agt", agentId);
  return configEntry({
    id: deps.newId(),
    kind: "identity_key.changed",
    actor: actorOf(principal),
    subject: { type: "agent", id: agent },
    data: { agent, identity_key: encodeId("aik", row.identityKeyId), fingerprint: fingerprintOf(row.publicKey), ...change },
    agentId,
  });
}
