import type { PublishResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { type Manifest, POLICY_DEFAULTS, type Policy, parsePolicy, policyHash, signManifest } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { findVersion, type VersionRow } from "./find-policy.ts";
import { policyEntry } from "./policy-entry.ts";
import { manifestUntrusted, readManifest } from "./read-manifest.ts";
import { toVersion } from "./to-policy.ts";

export interface PublishPolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  /** The newest when it is not given. */
  readonly version: number | undefined;
  readonly deps: Deps;
  readonly once: Once;
}

/**
 * Makes a version decide: every decision committed after this is made by it.
 * INVARIANT: the new manifest is the old one, whose signature was verified, with one policy changed. What is stored beside
 * it is never copied into it, so a row that somebody changed is not signed along with an innocent publication.
 * @throws AppError NOT_FOUND, POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function publishPolicy({
  principal,
  policyId,
  version,
  deps,
  once,
}: PublishPolicyInput): Promise<z.output<typeof PublishResult>> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  return once(async ({ client, now }) => {
    const found = await findVersion(client, orgId, policyId, version);
    const document = readUntouched(found.version);
    const manifest = replace(await readManifest(client, orgId, keys.manifest.publicKey), found.version, document);
    const { text, signature } = signManifest((message) => keys.manifest.sign(message), manifest);
    await client.orgManifest.create({
      data: { orgId, epoch: manifest.epoch, body: text, signature: Buffer.from(signature), createdAt: new Date(now) },
    });
    const policy = await client.policy.update({
      where: { orgId_policyId: { orgId, policyId } },
      data: { activeVersion: found.version.version },
    });
    const change = found.version.version < (found.policy.activeVersion ?? 0) ? "rolled_back" : "published";
    const entry = policyEntry(deps.newId(), principal, found.version, { change, epoch: manifest.epoch });
    const result = { ...toVersion(policy, found.version), epoch: manifest.epoch, audit_event_id: encodeId("evt", entry.id) };
    return { result, entries: [entry], changesAnswers: true };
  });
}

/** The document of a version whose bytes are still those that its hash, and the ledger entry of its draft, name. */
function readUntouched(version: VersionRow): Policy {
  const parsed = parsePolicy(JSON.parse(version.canonical));
  if (!parsed.ok || policyHash(sha256, parsed.policy) !== toHex(version.hash))
    throw manifestUntrusted("This version is not what was saved.");
  return parsed.policy;
}

function replace(manifest: Manifest, version: VersionRow, document: Policy): Manifest {
  const id = encodeId("pol", version.policyId);
  const entry = {
    id,
    name: document.metadata.name,
    version: version.version,
    hash: toHex(version.hash),
    mode: document.spec.mode ?? POLICY_DEFAULTS.mode,
  };
  return { ...manifest, epoch: manifest.epoch + 1, policies: [...manifest.policies.filter((policy) => policy.id !== id), entry] };
}
