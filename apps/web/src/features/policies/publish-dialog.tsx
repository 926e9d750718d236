"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { AskForReview } from "./ask-for-review.tsx";
import { VersionBacktest } from "./backtest-panel.tsx";
import { ImpactPanel } from "./impact-panel.tsx";
import { PanelError } from "./panel-section.tsx";
import { usePolicyChange } from "./use-policies.ts";
import { usePendingReviews } from "./use-reviews.ts";
import { VersionDifference } from "./version-difference.tsx";

/** Time for which the note stays visible, so that the person can read which channels send nothing. */
const NOTE_MS = 20_000;

/** Asks for confirmation, then publishes a version. Shows the effect of the change. */
export function PublishDialog({ policy, version, onClose }: { policy: PolicyDetail; version: number; onClose: () => void }) {
  const back = policy.active_version !== null && version < policy.active_version;
  const publish = usePolicyChange(() => api.publishPolicy({ params: { id: policy.id }, body: { version } }));
  const { needsReview, isPending } = useReviewNeed(policy.id, version, publish.error);
  const verb = back ? "Roll back to" : "Publish";
  return (
    <Dialog open onClose={onClose} placement="wide" title={`${verb} v${version} of ${policy.name}?`}>
      <div className="pane flex min-h-0 flex-col gap-4 p-5">
        <p className="text-ink-2">
          It applies to every decision from now on.{" "}
          {policy.active_version === null ? "No version is active." : `v${policy.active_version} is active now.`}
        </p>
        <VersionDifference policyId={policy.id} from={policy.active_version} version={version} />
        <div className="-mx-5 border-t [&>section]:px-5">
          <ImpactPanel change={{ policy: policy.id, version }} />
          <VersionBacktest policyId={policy.id} version={version} />
        </div>
        {needsReview && <AskForReview policyId={policy.id} request={{ version }} isPending={isPending} onDone={onClose} />}
        {publish.error && !needsReview && <PanelError title="The version was not published" error={publish.error} />}
      </div>
      <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          blocked={needsReview ? "Another person must approve this." : publish.isPending ? "Publishing." : null}
          onClick={() =>
            publish.mutate(undefined, {
              onSuccess: ({ notes = [] }) => {
                toast(`v${version} of ${policy.name} is published`, { icon: <GateMark state="allow" /> });
                for (const { path, message } of notes)
                  toast(<UntrustedInline text={`${path}: ${message}`} />, { icon: <GateMark state="hold" />, duration: NOTE_MS });
                onClose();
              },
            })
          }
        >
          {`${verb} v${version}`}
        </Button>
      </footer>
    </Dialog>
  );
}

/** Returns whether another person must approve the change, and whether a review is already pending. */
function useReviewNeed(policyId: string, version: number, error: Error | null) {
  const { data } = usePendingReviews(policyId);
  const isPending = data?.data.some((review) => review.version === version) ?? false;
  return { isPending, needsReview: isPending || (error instanceof ApiError && error.code === "REVIEW_REQUIRED") };
}
