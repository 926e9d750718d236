"use client";

import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useMe } from "#lib/session/session-context.tsx";
import type { Reviewed } from "../card/reviewed.ts";
import { ReviewError } from "./review-error.tsx";
import { takeBackOf } from "./take-back.ts";
import { useReviewOperation } from "./use-review-operation.ts";

/** Undo and Revoke for an approval that can still be taken back, and the link to the form that settles an unknown outcome. */
export function OutcomeActions({ approval }: { approval: Reviewed }) {
  const { user } = useMe();
  const operation = useReviewOperation(approval.id);
  const params = { id: approval.id };
  const blocked = operation.isPending ? "Saving." : null;
  const how = takeBackOf(approval, user.id);
  return (
    <>
      <ReviewError error={operation.error} />
      {how === "undo" && (
        <Button blocked={blocked} onClick={() => operation.mutate(() => api.undoDecision({ params }))} className="max-tablet:h-11">
          Undo <KeyHint>Z</KeyHint>
        </Button>
      )}
      {how !== null && (
        <Button
          variant="deny"
          blocked={blocked}
          onClick={() => operation.mutate(() => api.revokeApproval({ params }))}
          className="max-tablet:h-11"
        >
          Revoke
        </Button>
      )}
      {approval.outcome?.status === "unknown" && (
        <LinkButton href={`/approvals/unknown?approval=${approval.id}`} size="page">
          Settle the outcome
        </LinkButton>
      )}
    </>
  );
}
