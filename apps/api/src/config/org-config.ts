import type { Approver } from "@agentlattice/core/approval";
import type { BundleInput, CompiledBundle, Manifest, Policy } from "@agentlattice/core/policy";

/** A member as approvals and pages name them. Ids are UUIDs. */
export interface MemberView extends Approver {
  readonly name: string;
}

/** Everything of one organisation that decisions depend on, as of one version. */
export interface OrgConfig {
  readonly orgId: string;
  /** `ledger_head.config_version` at or before the rows were read. */
  readonly version: number;
  readonly epoch: number;
  readonly zone: string;
  readonly origin: string;
  readonly bundle: CompiledBundle;
  /** What happens when no policy applies, and in which environments something else does. */
  readonly orgDefault: Manifest["org_default"];
  readonly environmentDefaults: NonNullable<Manifest["environment_defaults"]>;
  /** What the bundle was compiled from, for those who compile it elsewhere. */
  readonly source: BundleInput;
  /** An environment in a weaker mode than its policies. */
  readonly environmentModes: Manifest["environment_modes"];
  readonly policies: readonly ActivePolicy[];
  readonly members: readonly MemberView[];
  /** Those that people manage; a delegated agent is read with what it did. */
  readonly agents: ReadonlyMap<string, { readonly name: string; readonly ownerId: string | null }>;
}

export interface ActivePolicy {
  /** `pol_…` */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly yaml: string;
  /** Patterns of `match.actions`. */
  readonly actions: readonly string[];
  readonly approvalRequired: boolean;
  readonly document: Policy;
}
