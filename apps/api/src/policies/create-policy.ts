import type { PolicyInput, PolicyVersion } from "@agentlattice/contract";
import { canonicalPolicy, policyHash } from "@agentlattice/core/policy";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, type OrgClient, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import type { PolicyRow, VersionRow } from "./find-policy.ts";
import { policyEntry } from "./policy-entry.ts";
import { requirePolicyReach } from "./policy-reach.ts";
import { readPolicyInput } from "./reading/read-policy-input.ts";
import { toVersion } from "./to-policy.ts";

export interface CreatePolicyInput {
  readonly principal: Principal;
  readonly input: PolicyInput;
  readonly deps: Pick<Deps, "inspector" | "newId">;
  readonly once: Once;
}

/**
 * Saves a document as the next version of the policy with its name, or as a new policy. It has no effect until it is published. A document with
 * the same text as the newest version returns that version. @throws AppError POLICY_INVALID
 */
export async function createPolicy({ principal, input, deps, once }: CreatePolicyInput): Promise<z.output<typeof PolicyVersion>> {
  const { policy: document, yaml } = await readPolicyInput({ deps, principal }, input);
  const saved = {
    name: document.metadata.name,
    canonical: canonicalPolicy(document),
    hash: policyHash(sha256, document),
    yaml,
    // A changed comment does not affect decisions but is saved as a new version.
    wordsMatter: input.yaml !== undefined,
  };
  return once(async (context) => {
    const { policy, version, entry } = await saveVersion(context, { principal, deps, document: saved });
    return { result: toVersion(policy, version), entries: entry ? [entry] : [], changesAnswers: false };
  });
}

interface SavedDocument {
  readonly name: string;
  readonly canonical: string;
  /** Hash of the document in hex. */
  readonly hash: string;
  readonly yaml: string;
  /** True to save a new version when only the wording of the same document changed. */
  readonly wordsMatter: boolean;
}

/** Saves a document as the next version of the policy with its name. `entry` is null when the newest version is equal. */
export async function saveVersion(
  { client, now }: AuditedContext,
  { principal, deps, document }: { principal: Principal; deps: Pick<Deps, "newId">; document: SavedDocument },
): Promise<{ policy: PolicyRow; version: VersionRow; entry: SettledEntry | null }> {
  const { orgId } = principal.scope;
  const { name, canonical, hash, yaml, wordsMatter } = document;
  const policy = await findOrCreate(client, orgId, name, deps.newId(), now);
  const newest = await client.policyVersion.findFirst({ where: { orgId, policyId: policy.policyId }, orderBy: { version: "desc" } });
  await requirePolicyReach(client, principal, policy, [{ canonical }, ...(newest ? [newest] : [])]);
  if (newest?.canonical === canonical && (!wordsMatter || newest.yaml === yaml)) return { policy, version: newest, entry: null };
  const version = await client.policyVersion.create({
    data: {
      orgId,
      policyId: policy.policyId,
      version: (newest?.version ?? 0) + 1,
      canonical,
      hash: Buffer.from(hash, "hex"),
      yaml,
      createdBy: actorOf(principal).id,
      createdAt: new Date(now),
    },
  });
  return { policy, version, entry: policyEntry(deps.newId(), principal, version, { change: "drafted" }) };
}

async function findOrCreate(client: OrgClient, orgId: string, name: string, policyId: string, now: number): Promise<PolicyRow> {
  const existing = await client.policy.findUnique({ where: { orgId_name: { orgId, name } } });
  return existing ?? client.policy.create({ data: { orgId, policyId, name, createdAt: new Date(now) } });
}
