import type { PolicySummary, PolicyVersion } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { POLICY_DEFAULTS, type Policy } from "@agentlattice/core/policy";
import type { z } from "zod";
import type { PolicyRow, VersionRow } from "./find-policy.ts";

/** Parses the document of a stored version for display. Decisions use documents that were verified against the manifest. */
export function documentOf(version: Pick<VersionRow, "canonical">): Policy {
  return JSON.parse(version.canonical) as Policy;
}

export function toVersion(policy: PolicyRow, version: VersionRow): z.output<typeof PolicyVersion> {
  return {
    id: encodeId("pol", policy.policyId),
    name: policy.name,
    version: version.version,
    hash: toHex(version.hash),
    status: policy.activeVersion === version.version ? "active" : "draft",
    created_at: version.createdAt.toISOString(),
  };
}

export function toSummary(policy: PolicyRow, version: Pick<VersionRow, "version" | "canonical">): PolicySummary {
  const { metadata, spec } = documentOf(version);
  const { description, owner, labels } = metadata;
  const [first = ""] = spec.match.actions;
  return {
    id: encodeId("pol", policy.policyId),
    name: policy.name,
    version: version.version,
    action_type: first,
    actions: spec.match.actions,
    effect: spec.effect,
    approval_required: spec.effect === "approve" || spec.otherwise === "approve",
    mode: spec.mode ?? POLICY_DEFAULTS.mode,
    status: policy.activeVersion !== null ? "active" : policy.disabledAt === null ? "draft" : "disabled",
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(labels?.risk === undefined ? {} : { risk: labels.risk }),
  };
}
