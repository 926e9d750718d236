import type { Verification } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { openCheckpoint, toBase64, toHex } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { actorOf, configEntry } from "./config-entry.ts";
import { vkeyOf } from "./vkey-of.ts";

/** Maximum age of the verified head, because verifying a long ledger takes time. */
const OLDEST_HEAD_MS = 60 * 60_000;

interface VerificationCall {
  readonly principal: Principal;
  /** The signed note of the verified head. */
  readonly checkpoint: string;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/**
 * Records that a person verified the whole ledger outside this server, for example in the browser.
 * INVARIANT: the head was signed for this organisation's log and covers all entries older than an hour.
 * @throws AppError INVALID_REQUEST
 */
export async function recordVerification({ principal, checkpoint, deps }: VerificationCall): Promise<Verification> {
  const { scope } = principal;
  const { orgId } = scope;
  const { origin } = await deps.database.signedHead(orgId);
  const vkey = vkeyOf(await deps.database.keysOf(orgId), origin, checkpoint);
  const opened = openCheckpoint(sha256, verifyEd25519, { note: checkpoint, vkey });
  if (!opened.ok) throw refused("is not a head that this ledger signed; read the newest from /audit/checkpoint and verify that");
  const { size, root } = opened;
  const before = new Date(deps.now() - OLDEST_HEAD_MS);
  const missed = await deps.database.inOrg(scope, (client) =>
    client.ledgerEntry.findFirst({ where: { orgId, seq: { gte: BigInt(size) }, ts: { lt: before } }, select: { seq: true } }),
  );
  if (missed) throw refused("is a head from more than an hour ago; read the newest from /audit/checkpoint and verify that");
  const id = deps.newId();
  await deps.database.audited(scope, async () => {
    const entry = configEntry({
      id,
      kind: "ledger.verified",
      actor: actorOf(principal),
      subject: { type: "organisation", id: encodeId("org", orgId) },
      data: { size, root: toHex(root) },
    });
    return { result: null, entries: [entry], changesAnswers: false };
  });
  return { event_id: encodeId("evt", id), size, root: toBase64(root) };
}

function refused(message: string): AppError {
  return new AppError("INVALID_REQUEST", { detail: `checkpoint: ${message}.`, errors: [{ path: "checkpoint", message }] });
}
