import type { PolicyInput, PolicyVersion } from "@agentlattice/contract";
import { canonicalPolicy, policyHash } from "@agentlattice/core/policy";
import { type OrgClient, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import type { PolicyRow } from "./find-policy.ts";
import { policyEntry } from "./policy-entry.ts";
import { readPolicyInput } from "./read-policy-input.ts";
import { toVersion } from "./to-policy.ts";

export interface CreatePolicyInput {
  readonly principal: Principal;
  readonly input: PolicyInput;
  readonly deps: Deps;
  readonly once: Once;
}

/**
 * Saves a document as the next version of the policy with its name, or as a new policy. Nothing decides by it until it
 * is published. A document that says what the newest version says, in the same words, is that version again. @throws AppError POLICY_INVALID
 */
export async function createPolicy({ principal, input, deps, once }: CreatePolicyInput): Promise<z.output<typeof PolicyVersion>> {
  const { policy: document, yaml } = readPolicyInput(input);
  const canonical = canonicalPolicy(document);
  const hash = Buffer.from(policyHash(sha256, document), "hex");
  const { orgId } = principal.scope;
  return once(async ({ client, now }) => {
    const policy = await findOrCreate(client, orgId, document.metadata.name, deps.newId(), now);
    const newest = await client.policyVersion.findFirst({ where: { orgId, policyId: policy.policyId }, orderBy: { version: "desc" } });
    // A comment changes nothing that decides and is still its author's words.
    const saysTheSame = newest?.canonical === canonical && (input.yaml === undefined || newest.yaml === yaml);
    if (newest && saysTheSame) return { result: toVersion(policy, newest), entries: [], changesAnswers: false };
    const version = await client.policyVersion.create({
      data: {
        orgId,
        policyId: policy.policyId,
        version: (newest?.version ?? 0) + 1,
        canonical,
        hash,
        yaml,
        createdBy: actorOf(principal).id,
        createdAt: new Date(now),
      },
    });
    return {
      result: toVersion(policy, version),
      entries: [policyEntry(deps.newId(), principal, version, { change: "drafted" })],
      changesAnswers: false,
    };
  });
}

async function findOrCreate(client: OrgClient, orgId: string, name: string, policyId: string, now: number): Promise<PolicyRow> {
  const existing = await client.policy.findUnique({ where: { orgId_name: { orgId, name } } });
  return existing ?? client.policy.create({ data: { orgId, policyId, name, createdAt: new Date(now) } });
}
