import type { PolicyVerdict } from "@agentlattice/core";
import { decodeId } from "@agentlattice/core";
import { defaultScanner, type OutcomeScanner, outcomeScanner, parsePolicy } from "@agentlattice/core/policy";
import { type OrgClient, sha256 } from "@agentlattice/db";

/** A policy as a decision's leaf names it. */
export type PolicyRef = Pick<PolicyVerdict, "id" | "version" | "hash" | "mode">;

const MAX_COMPILED = 512;
/** By the hash of the document, so that an entry can never be another policy's. Null: the policy withholds nothing. */
const compiled = new Map<string, OutcomeScanner | null>();

/**
 * Returns the scanners of the policy versions that decided an action, whatever is in force now. A version that is missing or is not
 * what the decision's hash covers is replaced by the default configuration. Policies that only report are not evaluated.
 */
export async function outcomeScanners(client: OrgClient, orgId: string, decided: readonly PolicyRef[]): Promise<OutcomeScanner[]> {
  const wanted = new Map(decided.filter(({ id, mode }) => id !== "default" && mode !== "report_only").map((ref) => [ref.hash, ref]));
  const unknown = [...wanted.values()].filter(({ hash }) => !compiled.has(hash));
  const texts = await readTexts(client, orgId, unknown);
  return [...wanted.values()].flatMap((ref) => {
    const scanner = compiled.has(ref.hash) ? compiled.get(ref.hash) : compile(ref, texts.get(`${ref.id}:${ref.version}`));
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
  const parsed = isRecorded ? parsePolicy(JSON.parse(canonical)) : null;
  if (!parsed?.ok) return defaultScanner(id);
  const scanner = outcomeScanner(parsed.policy);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(hash, scanner);
  return scanner;
}
