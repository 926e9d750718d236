import type { PolicyVerdict } from "@agentlattice/core";
import { decodeId } from "@agentlattice/core";
import { defaultScanner, type OutcomeScanner, outcomeScanner, parsePolicy } from "@agentlattice/core/policy";
import { type OrgClient, sha256 } from "@agentlattice/db";
import { LRUCache } from "lru-cache";

/** The reference to a policy in a decision's leaf. */
export type PolicyRef = Pick<PolicyVerdict, "id" | "version" | "hash" | "mode">;

const MAX_COMPILED = 512;
/** Scanners by document hash, which identifies a policy version. A null scanner means that the policy withholds nothing. */
const compiled = new LRUCache<string, { readonly scanner: OutcomeScanner | null }>({ max: MAX_COMPILED });

/**
 * Returns the scanners of the policy versions that decided an action, independent of the current versions. A version that is missing or does not
 * match the decision's hash is replaced by the default configuration. Policies that only report are skipped.
 */
export async function outcomeScanners(client: OrgClient, orgId: string, decided: readonly PolicyRef[]): Promise<OutcomeScanner[]> {
  const wanted = new Map(decided.filter(({ id, mode }) => id !== "default" && mode !== "report_only").map((ref) => [ref.hash, ref]));
  // Read before waiting: an entry may be evicted meanwhile.
  const known = new Map([...wanted.keys()].map((hash) => [hash, compiled.get(hash)]));
  const unknown = [...wanted.values()].filter(({ hash }) => !known.get(hash));
  const texts = await readTexts(client, orgId, unknown);
  return [...wanted.values()].flatMap((ref) => {
    const cached = known.get(ref.hash);
    const scanner = cached ? cached.scanner : compile(ref, texts.get(`${ref.id}:${ref.version}`));
    return scanner ? [scanner] : [];
  });
}

async function readTexts(client: OrgClient, orgId: string, refs: readonly PolicyRef[]): Promise<ReadonlyMap<string, string>> {
  const keys = refs.flatMap(({ id, version }) => {
    const policyId = decodeId("pol", id);
    return policyId === null ? [] : [{ policyId, version, id }];
  });
  if (keys.length === 0) return new Map();
  const OR = keys.map(({ policyId, version }) => ({ policyId, version }));
  const rows = await client.policyVersion.findMany({ where: { orgId, OR }, select: { policyId: true, version: true, canonical: true } });
  const idOf = new Map(keys.map(({ policyId, id }) => [policyId, id]));
  return new Map(rows.map(({ policyId, version, canonical }) => [`${idOf.get(policyId)}:${version}`, canonical]));
}

function compile({ id, hash }: PolicyRef, canonical: string | undefined): OutcomeScanner | null {
  const isRecorded = canonical !== undefined && Buffer.from(sha256(Buffer.from(canonical))).toString("hex") === hash;
  const parsed = isRecorded ? parsePolicy(JSON.parse(canonical), "stored") : null;
  if (!parsed?.ok) return defaultScanner(id);
  const scanner = outcomeScanner(parsed.policy);
  compiled.set(hash, { scanner });
  return scanner;
}
