import { type Manifest, signManifest } from "@agentlattice/core/policy";
import type { AuditedContext, OrgKeys } from "@agentlattice/db";
import { readManifest } from "./read-manifest.ts";

type Listed = Manifest["policies"][number];

interface ManifestChange {
  readonly context: AuditedContext;
  readonly orgId: string;
  readonly keys: OrgKeys;
  /** The policy's id, `pol_…`. */
  readonly policyId: string;
  /** The version to put in force; null to remove the policy. */
  readonly listed: Listed | null;
}

/**
 * Adds a policy to the next manifest, or removes it, and returns the manifest's epoch.
 * INVARIANT: the new manifest is the verified old one with one policy changed. Stored rows are never copied into it, so that a tampered row is
 * not signed by an unrelated publication.
 * @throws AppError POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changeManifest({ context: { client, now }, orgId, keys, policyId, listed }: ManifestChange): Promise<number> {
  const old = await readManifest(client, orgId, keys.manifest.publicKey);
  const policies = [...old.policies.filter((policy) => policy.id !== policyId), ...(listed ? [listed] : [])];
  return storeManifest({ context: { client, now }, orgId, keys, manifest: { ...old, epoch: old.epoch + 1, policies } });
}

/** Signs and stores the next manifest and returns its epoch. */
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
