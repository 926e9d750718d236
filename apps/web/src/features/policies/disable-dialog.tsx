"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { AskForReview } from "./ask-for-review.tsx";
import { PanelError } from "./panel-section.tsx";
import { usePolicyChange } from "./use-policies.ts";

const LOSS: Record<PolicyDetail["effect"], string> = {
  allow: "What it allows is denied, unless another policy allows it.",
  approve: "What it asks people about is denied, unless another policy allows it.",
  deny: "What it denies gets through wherever another policy allows it.",
  guard: "What it restricts gets through wherever another policy allows it.",
};

/** Asks before a policy stops deciding. */
export function DisableDialog({ policy, onClose }: { policy: PolicyDetail; onClose: () => void }) {
  const disable = usePolicyChange(() => api.disablePolicy({ params: { id: policy.id } }));
  const needsReview = disable.error instanceof ApiError && disable.error.code === "REVIEW_REQUIRED";
  return (
    <Dialog open onClose={onClose} place="centre" title={`Disable ${policy.name}?`}>
      <div className="flex flex-col gap-3 p-5">
        <p className="text-ink-2">{LOSS[policy.effect]} Its versions stay, and publishing one puts it back.</p>
        {needsReview && <AskForReview policyId={policy.id} request={{ disable: true }} waits={false} onDone={onClose} />}
        {disable.error && !needsReview && <PanelError title="It was not disabled" error={disable.error} />}
      </div>
      <footer className="flex justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="destructive"
          blocked={needsReview ? "Another person takes it out of force." : disable.isPending ? "It is being taken out of force." : null}
          onClick={() =>
            disable.mutate(undefined, {
              onSuccess: () => {
                toast(`${policy.name} no longer decides`, { icon: <GateMark state="idle" /> });
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
