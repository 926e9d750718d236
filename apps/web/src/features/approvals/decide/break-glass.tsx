"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { Ellipsis } from "lucide-react";
import { useId, useState } from "react";
import { ButtonFace } from "#components/ui/button-face.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { MenuContent, MenuItem, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { EvidenceNote, NO_PASSKEY } from "#features/passkeys/evidence-note.tsx";
import { useEvidence } from "#features/passkeys/use-evidence.ts";
import { usePasskeys } from "#features/passkeys/use-passkeys.ts";
import { missingProof, NO_PROOF, proofBody } from "#features/totp/proof.ts";
import { ProofField } from "#features/totp/proof-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { describeAmounts, readExtension } from "../card/read-extension.ts";
import { useReviewOperation } from "./use-review-operation.ts";

const LONGEST = 4096;

/** The menu with which an owner or admin approves a pending request without the other approvers, in an emergency. */
export function BreakGlass({ approval }: { approval: ApprovalReview }) {
  const { you } = useMe();
  const [isOpen, setIsOpen] = useState(false);
  if (approval.status !== "pending" || !may(you, "approvals:break_glass")) return null;
  return (
    <>
      <MenuRoot>
        <MenuTrigger asChild>
          <ButtonFace variant="quiet" aria-label="More ways to decide" className="max-tablet:min-h-11 max-tablet:min-w-11">
            <Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />
          </ButtonFace>
        </MenuTrigger>
        <MenuContent side="top" align="end">
          <MenuItem onSelect={() => setIsOpen(true)}>Approve without the others…</MenuItem>
        </MenuContent>
      </MenuRoot>
      {isOpen && <ReleaseDialog approval={approval} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function ReleaseDialog({ approval, onClose }: { approval: ApprovalReview; onClose: () => void }) {
  const field = useId();
  const operation = useReviewOperation(approval.id);
  const [reason, setReason] = useState("");
  const [proof, setProof] = useState(NO_PROOF);
  const withEvidence = useEvidence(approval);
  const passkeys = usePasskeys();
  const count = passkeys.data?.length;
  const hasPasskey = count !== 0;
  const isSigned = approval.evidence === "passkey" || (count ?? 0) > 0;
  const { extend } = readExtension(approval, {});
  const extension = extend ? { extend } : {};
  const release = () =>
    withEvidence({
      act: { act: "break_glass", ...extension },
      isNeeded: isSigned,
      send: (signature) => {
        const proven = signature.assertion ? signature : proofBody(proof);
        return api.breakGlass({
          params: { id: approval.id },
          body: { reason: reason.trim(), digest: approval.digest, ...extension, ...proven },
        });
      },
    });
  const send = () => operation.mutate(release, { onSuccess: onClose, onError: () => setProof({ ...proof, text: "" }) });
  const unproven = isSigned ? (hasPasskey ? null : NO_PASSKEY) : missingProof(proof);
  return (
    <FormDialog
      title="Approve without the others?"
      verb="Approve without the others"
      variant="destructive"
      blocked={passkeys.isPending ? "Loading your passkeys." : reason.trim() === "" ? "Enter a reason." : unproven}
      busy={operation.isPending}
      error={operation.error}
      failed="The request was not approved"
      stillWorks="It is still pending."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-body text-ink-2">
        This skips the other approvers. It is recorded as an emergency, and another person must review it within 24 hours. While a review is
        overdue, you cannot approve without the others.
      </p>
      {extend && <p className="text-body">Extends the budget by {describeAmounts(extend)}.</p>}
      <div className="flex flex-col gap-1.5">
        <label htmlFor={field} className="text-body font-medium">
          Reason
        </label>
        <textarea
          id={field}
          value={reason}
          rows={3}
          maxLength={LONGEST}
          onChange={(event) => setReason(event.target.value)}
          className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
        />
      </div>
      {isSigned ? <EvidenceNote hasPasskey={hasPasskey} /> : <ProofField value={proof} onChange={setProof} />}
    </FormDialog>
  );
}
