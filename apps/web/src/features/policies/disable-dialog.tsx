"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { AskForReview } from "./ask-for-review.tsx";
import { ImpactPanel } from "./impact-panel.tsx";
import { PanelError } from "./panel-section.tsx";
import { usePolicyChange } from "./use-policies.ts";

const LOSS: Record<PolicyDetail["effect"], string> = {
  allow: "Actions that it allows will be denied, unless another policy allows them.",
  approve: "Actions that it sends for approval will be denied, unless another policy allows them.",
  deny: "Actions that it denies will be allowed if another policy allows them.",
  guard: "Actions that it restricts will be allowed if another policy allows them.",
};

/** Asks for confirmation, then disables a policy. */
export function DisableDialog({ policy, onClose }: { policy: PolicyDetail; onClose: () => void }) {
  const disable = usePolicyChange(() => api.disablePolicy({ params: { id: policy.id } }));
  const needsReview = disable.error instanceof ApiError && disable.error.code === "REVIEW_REQUIRED";
  return (
    <Dialog open onClose={onClose} placement="centre" title={`Disable ${policy.name}?`}>
      <div className="flex flex-col gap-3 p-5">
        <p className="text-ink-2">{LOSS[policy.effect]} Its versions are kept. Publish one to enable the policy again.</p>
        <div className="-mx-5 border-t [&>section]:px-5">
          <ImpactPanel change={{ policy: policy.id, disable: true }} />
        </div>
        {needsReview && <AskForReview policyId={policy.id} request={{ disable: true }} isPending={false} onDone={onClose} />}
        {disable.error && !needsReview && <PanelError title="The policy was not disabled" error={disable.error} />}
      </div>
      <footer className="flex justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="destructive"
          blocked={needsReview ? "Another person must approve this." : disable.isPending ? "Disabling." : null}
          onClick={() =>
            disable.mutate(undefined, {
              onSuccess: () => {
                toast(`${policy.name} is disabled`, { icon: <GateMark state="idle" /> });
                onClose();
              },
            })
          }
        >
          {`Disable ${policy.name}`}
        </Button>
      </footer>
    </Dialog>
  );
}
