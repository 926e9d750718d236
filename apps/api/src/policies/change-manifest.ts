import { type Manifest, signManifest } from "@agentlattice/core/policy";
import type { AuditedContext, OrgKeys } from "@agentlattice/db";
import { readManifest } from "./read-manifest.ts";

type Listed = Manifest["policies"][number];

interface ManifestChange {
  readonly context: AuditedContext;
  readonly orgId: string;
  readonly keys: OrgKeys;
  /** `pol_…` */
  readonly policyId: string;
  /** What is in force from now on; `null`: nothing of this policy. */
  readonly listed: Listed | null;
}

/**
 * Puts one policy into the next manifest, or takes it out, and answers its epoch.
 * INVARIANT: the new manifest is the old one, whose signature was verified, with one policy changed. What is stored beside
 * it is never copied into it, so a row that somebody changed is not signed along with an innocent publication.
 * @throws AppError POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changeManifest({ context: { client, now }, orgId, keys, policyId, listed }: ManifestChange): Promise<number> {
  const old = await readManifest(client, orgId, keys.manifest.publicKey);
  const policies = [...old.policies.filter((policy) => policy.id !== policyId), ...(listed ? [listed] : [])];
  return storeManifest({ context: { client, now }, orgId, keys, manifest: { ...old, epoch: old.epoch + 1, policies } });
}

/** Signs and stores a manifest that was made from the one before, and answers its epoch. */
export async function storeManifest({
  context: { client, now },
  orgId,
  keys,
  manifest,
}: {
  context: Pick<AuditedContext, "client" | "now">;
  orgId: string;
  keys: OrgKeys;
  manifest: Manifest;
}): Promise<number> {
  const { text, signature } = signManifest((message) => keys.manifest.sign(message), manifest);
  await client.orgManifest.create({
    data: { orgId, epoch: manifest.epoch, body: text, signature: Buffer.from(signature), createdAt: new Date(now) },
  });
  return manifest.epoch;
}
