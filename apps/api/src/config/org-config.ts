import type { HaltScope as WireScope } from "@agentlattice/contract";
import type { ZoneChange } from "@agentlattice/core";
import type { Approver } from "@agentlattice/core/approval";
import type { BundleInput, CompiledBundle, HaltScope, Manifest, Policy } from "@agentlattice/core/policy";

/** A member with the fields that approvals and pages show. Ids are UUIDs. */
export interface MemberView extends Approver {
  readonly name: string;
}

/** The configuration of an organisation on which decisions depend, at one version. */
export interface OrgConfig {
  readonly orgId: string;
  /** `ledger_head.config_version` from before the rows were read. */
  readonly version: number;
  readonly epoch: number;
  readonly zone: string;
  /** The recent changes of the time zone, in order. */
  readonly zoneChanges: readonly ZoneChange[];
  /** True when the words of decisions are indexed. */
  readonly indexesText: boolean;
  readonly origin: string;
  readonly bundle: CompiledBundle;
  /** The decision when no policy applies, with exceptions per environment. */
  readonly orgDefault: Manifest["org_default"];
  readonly environmentDefaults: NonNullable<Manifest["environment_defaults"]>;
  /** The source of the bundle, for threads that compile their own. */
  readonly source: BundleInput;
  /** Environments with a weaker mode than their policies. */
  readonly environmentModes: Manifest["environment_modes"];
  readonly policies: readonly ActivePolicy[];
  readonly members: readonly MemberView[];
  /** The halts in force, which are part of the bundle. */
  readonly halts: readonly ActiveHalt[];
  /** Environments of the enabled webhooks by name. Submissions may name them as callback. */
  readonly callbacks: ReadonlyMap<string, readonly string[]>;
  /** Agents by UUID, without delegated ones, which are read when needed. */
  readonly agents: ReadonlyMap<string, { readonly name: string; readonly ownerId: string | null }>;
  /** The identity keys of agents by the agent's UUID, with those that have ended. An agent in this map signs its submissions. */
  readonly identityKeys: ReadonlyMap<string, readonly IdentityKeyView[]>;
}

/** A public key with which an agent signs. `id` is a UUID, `endsAt` in milliseconds since the epoch. */
export interface IdentityKeyView {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly endsAt: number | null;
}

export interface ActiveHalt {
  /** UUID. */
  readonly id: string;
  readonly scope: HaltScope;
  readonly wire: WireScope;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly isDrill: boolean;
}

export interface ActivePolicy {
  /** The policy's id, `pol_…`. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly yaml: string;
  /** The patterns of `match.actions`. */
  readonly actions: readonly string[];
  readonly approvalRequired: boolean;
  readonly document: Policy;
}

/** Returns what the policies page and the previews need of a document. */
export function summarize(document: Policy): Pick<ActivePolicy, "actions" | "approvalRequired" | "document"> {
  const { spec } = document;
  return { document, actions: spec.match.actions, approvalRequired: spec.effect === "approve" || spec.otherwise === "approve" };
}
