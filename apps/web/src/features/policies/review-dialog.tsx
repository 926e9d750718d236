"use client";

import type { PolicyReview, PolicyReviewDecision } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedBlock, UntrustedInline } from "#components/ui/untrusted.tsx";
import { DiffView } from "#features/approvals/diff-view.tsx";
import { VersionBacktest } from "./backtest-panel.tsx";
import { PanelError } from "./panel-section.tsx";
import { ReachNote } from "./reach-note.tsx";
import { useReach, useVersion } from "./use-policies.ts";
import { useReviewDecision } from "./use-reviews.ts";

/** What a second person looks at before it is in force: what changes, what it would have done, and who asks. */
export function ReviewDialog({ review, onClose }: { review: PolicyReview; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const decide = useReviewDecision(review);
  const { policy, version, hash, requested_by, comment, blocked } = review;
  const title = version === null ? `Take ${policy.name} out of force?` : `Put v${version} of ${policy.name} in force?`;
  const why = blocked ?? (decide.isPending ? "It is being recorded." : null);
  const words = reason.trim();
  const send = (decision: PolicyReviewDecision["decision"]) =>
    decide.mutate(
      { decision, ...(decision === "approve" ? { hash } : {}), ...(words ? { reason: words } : {}) },
      {
        onSuccess: ({ status }) => {
          const approved = status === "approved";
          toast(approved ? `Approved: ${policy.name} has changed` : `Rejected: ${policy.name} stays as it is`, {
            icon: <GateMark state={approved ? "allow" : "deny"} />,
          });
          onClose();
        },
      },
    );
  return (
    <Dialog open onClose={onClose} place="wide" title={title}>
      <div className="pane flex min-h-0 flex-col gap-4 p-5">
        <p className="text-ink-2">
          <UntrustedInline text={requested_by.name ?? requested_by.id} /> asks for it. An approval puts exactly this in force.
        </p>
        {comment && <UntrustedBlock text={comment} />}
        {version === null ? <Leaving review={review} /> : <Coming review={review} version={version} />}
        {blocked === null && (
          <TextField
            label="Reason"
            hint="A rejection needs one; who asked reads it."
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        {decide.error && <PanelError title="It was not decided" error={decide.error} />}
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t p-4">
        {blocked && <p className="mr-auto min-w-0 text-label text-ink-2">{blocked}</p>}
        <Button onClick={onClose}>Close</Button>
        <Button look="deny" blocked={why ?? (words ? null : "Say why first.")} onClick={() => send("reject")}>
          Reject
        </Button>
        <Button look="primary" blocked={why} onClick={() => send("approve")}>
          Approve
        </Button>
      </footer>
    </Dialog>
  );
}

function Coming({ review: { policy, base_version }, version }: { review: PolicyReview; version: number }) {
  const reach = useReach(policy.id, version);
  const before = useVersion(policy.id, base_version);
  const after = useVersion(policy.id, version);
  const error = reach.error ?? before.error ?? after.error;
  if (error) return <PanelError title="What changes could not be read" error={error} />;
  if (!reach.data || !after.data || before.isLoading) return <Bone className="h-24 w-full" />;
  const from = base_version === null ? "nothing" : `v${base_version}`;
  return (
    <>
      <ReachNote diff={reach.data} />
      <DiffView
        before={before.data?.yaml ?? ""}
        after={after.data.yaml}
        title={`${from} to v${version}`}
        note="against what was in force"
      />
      <div className="-mx-5 border-t [&>section]:px-5">
        <VersionBacktest policyId={policy.id} version={version} />
      </div>
    </>
  );
}

/** What stops deciding. */
function Leaving({ review: { policy, base_version } }: { review: PolicyReview }) {
  const before = useVersion(policy.id, base_version);
  if (before.error) return <PanelError title="What is in force could not be read" error={before.error} />;
  if (!before.data) return <Bone className="h-24 w-full" />;
  return <DiffView before={before.data.yaml} after="" title={`v${base_version} to nothing`} note="it no longer decides" />;
}
