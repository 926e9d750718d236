import { type BundleInput, compileBundle, type Policy } from "@agentlattice/core/policy";
import { type OrgConfig, summarize } from "./org-config.ts";

/** A policy as it would be in force. */
export interface CandidatePolicy {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly document: Policy;
  readonly yaml: string;
}

/** Returns a configuration in which a policy is replaced or added, or with null disabled. It serves previews and is never in force. */
export function withPolicy(config: OrgConfig, name: string, candidate: CandidatePolicy | null): OrgConfig {
  const { source } = config;
  const others = <Named extends { readonly name: string }>(list: readonly Named[]) => list.filter((policy) => policy.name !== name);
  const byName = <Named extends { readonly name: string }>(list: Named[]) => list.sort((a, b) => (a.name < b.name ? -1 : 1));
  const added = candidate ? [{ ...candidate, name }] : [];
  const changed: BundleInput = {
    ...source,
    policies: byName([...others(source.policies), ...added.map(({ yaml: _, ...compiled }) => compiled)]),
    unreadable: others(source.unreadable ?? []),
  };
  return {
    ...config,
    source: changed,
    bundle: compileBundle(changed),
    policies: byName([...others(config.policies), ...added.map((policy) => ({ ...policy, ...summarize(policy.document) }))]),
  };
}
