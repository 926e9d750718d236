import type { RotatedLogKey, RotateLogKeyInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { formatVkey, signRotation, toBase64 } from "@agentlattice/core/ledger";
import { sealPayload, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { actorOf, configEntry } from "./config-entry.ts";

/**
 * Replaces the key that signs the ledger. The old and the new key sign the replacement, and every later head carries it, so that verifiers
 * with the old key follow offline. The key and its entry are one commit; heads are signed after it, by whichever process comes first.
 * @param input the key that is replaced. INVARIANT: it is compared under the lock of the head, so of concurrent rotations one wins
 * @throws AppError LOG_KEY_REPLACED
 */
export async function rotateLogKey({
  principal,
  input: { vkey, reason },
  deps,
}: {
  readonly principal: PersonPrincipal;
  readonly input: z.output<typeof RotateLogKeyInput>;
  readonly deps: Pick<Deps, "database" | "newId">;
}): Promise<RotatedLogKey> {
  const { orgId } = principal.scope;
  const id = deps.newId();
  const { result, checkpoint } = await deps.database.audited(principal.scope, async ({ client, origin, configVersion, nextSeq, now }) => {
    const { log, data: dataKey } = await deps.database.keysOf(orgId, configVersion);
    const previous = formatVkey(sha256, { origin, publicKey: log.publicKey });
    if (previous !== vkey)
      throw new AppError("LOG_KEY_REPLACED", { detail: "This is not the current key. Read it from GET /audit/checkpoint and try again." });
    const number = (await client.logKey.count({ where: { orgId } })) + 1;
    const { wrapped, key } = deps.database.createLogKey(orgId, number);
    const rotation = signRotation(origin, nextSeq, log, key);
    await client.logKey.create({
      data: {
        orgId,
        number,
        origin,
        seq: BigInt(nextSeq),
        previousKey: Buffer.from(rotation.previousKey),
        publicKey: Buffer.from(rotation.publicKey),
        wrapped: Buffer.from(wrapped),
        previousSignature: Buffer.from(rotation.previousSignature),
        signature: Buffer.from(rotation.signature),
        rotatedAt: new Date(now),
      },
      select: { orgId: true },
    });
    const next = formatVkey(sha256, { origin, publicKey: key.publicKey });
    const entry = configEntry({
      id,
      kind: "ledger.key_rotated",
      actor: actorOf(principal),
      subject: { type: "organisation", id: encodeId("org", orgId) },
      data: {
        previous_vkey: previous,
        vkey: next,
        previous_signature: toBase64(rotation.previousSignature),
        signature: toBase64(rotation.signature),
      },
      payloads: reason === undefined ? [] : [sealPayload({ orgId, origin, dataKey, entryId: id, field: "reason" }, reason)],
    });
    return { result: { seq: nextSeq, previous_vkey: previous, vkey: next }, entries: [entry], changesAnswers: true };
  });
  return { event_id: encodeId("evt", id), ...result, checkpoint };
}
