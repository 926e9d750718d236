"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { ReviewError } from "./review-error.tsx";
import type { Reviewed } from "./reviewed.ts";
import { useReviewOperation } from "./use-review-operation.ts";

/** Undo and Revoke for an approval that the agent has not used for good, and the form that settles an unknown outcome. */
export function OutcomeActions({ approval }: { approval: Reviewed }) {
  const { user } = useMe();
  const operation = useReviewOperation(approval.id);
  const params = { id: approval.id };
  const blocked = operation.isPending ? "Saving." : null;
  const isRevocable = approval.status === "approved" || (approval.status === "used" && approval.outcome === undefined);
  const isOwn = approval.status === "approved" && approval.decided_by?.id === user.id && approval.emergency === undefined;
  return (
    <>
      <ReviewError error={operation.error} />
      {isOwn && (
        <Button blocked={blocked} onClick={() => operation.mutate(() => api.undoDecision({ params }))} className="max-tablet:h-11">
          Undo
        </Button>
      )}
      {isRevocable && (
        <Button
          look="deny"
          blocked={blocked}
          onClick={() => operation.mutate(() => api.revokeApproval({ params }))}
          className="max-tablet:h-11"
        >
          Revoke
        </Button>
      )}
      {approval.outcome?.status === "unknown" && <SettleForm id={approval.id} />}
    </>
  );
}

/** Settles the outcome of a permit that was consumed and never reported. Nothing is preselected. */
function SettleForm({ id }: { id: string }) {
  const field = useId();
  const operation = useReviewOperation(id);
  const [evidence, setEvidence] = useState("");
  const settle = (outcome: "executed" | "failed") =>
    operation.mutate(() => api.settleOutcome({ params: { id }, body: { outcome, evidence: evidence.trim() } }));
  const blocked = evidence.trim() === "" ? "Enter the evidence." : operation.isPending ? "Saving." : null;
  return (
    <div className="flex w-full flex-col gap-2">
      <label htmlFor={field} className="font-medium text-ink">
        Did it run? The agent used the permit and reported nothing.
      </label>
      <textarea
        id={field}
        value={evidence}
        rows={2}
        maxLength={4096}
        placeholder="Evidence, such as the number under which the provider lists the action"
        onChange={(event) => setEvidence(event.target.value)}
        className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
      />
      <ReviewError error={operation.error} />
      <div className="flex flex-wrap gap-2 tablet:justify-end">
        <Button size="bar" blocked={blocked} onClick={() => settle("executed")}>
          It was executed
        </Button>
        <Button size="bar" blocked={blocked} onClick={() => settle("failed")}>
          It failed
        </Button>
      </div>
    </div>
  );
}
