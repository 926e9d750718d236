"use client";

import type { PolicyReview, PolicyReviewDecision } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedBlock, UntrustedInline } from "#components/ui/untrusted.tsx";
import { DiffView } from "#features/approvals/card/diff-view.tsx";
import { VersionBacktest } from "./backtest-panel.tsx";
import { PanelError } from "./panel-section.tsx";
import { useVersion } from "./use-policies.ts";
import { useReviewDecision } from "./use-reviews.ts";
import { VersionDifference } from "./version-difference.tsx";

/** A review by a second person: the change, its backtest and the requester. */
export function ReviewDialog({ review, onClose }: { review: PolicyReview; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const decide = useReviewDecision(review);
  const { policy, version, hash, requested_by, comment, blocked } = review;
  const title = version === null ? `Disable ${policy.name}?` : `Publish v${version} of ${policy.name}?`;
  const disabledReason = blocked ?? (decide.isPending ? "Saving." : null);
  const words = reason.trim();
  const send = (decision: PolicyReviewDecision["decision"]) =>
    decide.mutate(
      { decision, ...(decision === "approve" ? { hash } : {}), ...(words ? { reason: words } : {}) },
      {
        onSuccess: ({ status }) => {
          const approved = status === "approved";
          toast(approved ? `Approved the change of ${policy.name}` : `Rejected the change of ${policy.name}`, {
            icon: <GateMark state={approved ? "allow" : "deny"} />,
          });
          onClose();
        },
      },
    );
  return (
    <Dialog open onClose={onClose} placement="wide" title={title}>
      <div className="pane flex min-h-0 flex-col gap-4 p-5">
        <p className="text-ink-2">
          <UntrustedInline text={requested_by.name ?? requested_by.id} /> requested this. Approving publishes exactly this change.
        </p>
        {comment && <UntrustedBlock text={comment} />}
        {version === null ? <DisabledPolicy review={review} /> : <NewVersion review={review} version={version} />}
        {blocked === null && (
          <TextField
            label="Reason"
            hint="Required to reject. The requester sees it."
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        {decide.error && <PanelError title="The decision was not saved" error={decide.error} />}
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t p-4">
        {blocked && <p className="mr-auto min-w-0 text-label text-ink-2">{blocked}</p>}
        <Button onClick={onClose}>Close</Button>
        <Button variant="deny" blocked={disabledReason ?? (words ? null : "Enter a reason to reject.")} onClick={() => send("reject")}>
          Reject
        </Button>
        <Button variant="primary" blocked={disabledReason} onClick={() => send("approve")}>
          Approve
        </Button>
      </footer>
    </Dialog>
  );
}

function NewVersion({ review: { policy, base_version }, version }: { review: PolicyReview; version: number }) {
  return (
    <>
      <VersionDifference policyId={policy.id} from={base_version} version={version} />
      <div className="-mx-5 border-t [&>section]:px-5">
        <VersionBacktest policyId={policy.id} version={version} />
      </div>
    </>
  );
}

/** The policy that would be disabled. */
function DisabledPolicy({ review: { policy, base_version } }: { review: PolicyReview }) {
  const before = useVersion(policy.id, base_version);
  if (before.error) return <PanelError title="The active version could not be loaded" error={before.error} />;
  if (!before.data) return <SkeletonBar className="h-24 w-full" />;
  return <DiffView before={before.data.yaml} after="" title={`v${base_version} disabled`} note="the policy stops applying" />;
}
