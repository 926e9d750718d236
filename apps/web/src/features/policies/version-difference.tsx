"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { DiffView } from "#features/approvals/card/diff-view.tsx";
import { PanelError } from "./panel-section.tsx";
import { ReachNote } from "./reach-note.tsx";
import { useReach, useVersion } from "./use-policies.ts";

interface VersionDifferenceProps {
  policyId: PolicyDetail["id"];
  /** The active version; null if the policy has none. */
  from: number | null;
  version: number;
}

/** The difference between the active version of a policy and another one: the effect on access, and every line. */
export function VersionDifference({ policyId, from, version }: VersionDifferenceProps) {
  const reach = useReach(policyId, version);
  const before = useVersion(policyId, from);
  const after = useVersion(policyId, version);
  const error = reach.error ?? before.error ?? after.error;
  if (error) return <PanelError title="The changes could not be loaded" error={error} />;
  if (!reach.data || !after.data || before.isLoading) return <SkeletonBar className="h-24 w-full" />;
  return (
    <>
      <ReachNote diff={reach.data} />
      <DiffView
        before={before.data?.yaml ?? ""}
        after={after.data.yaml}
        title={`${from === null ? "nothing" : `v${from}`} to v${version}`}
        note="compared with the active version"
      />
    </>
  );
}
