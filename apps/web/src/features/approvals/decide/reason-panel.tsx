"use client";

import type { ReactNode } from "react";
import { missingProof, type Proof } from "#features/totp/proof.ts";
import { ProofField } from "#features/totp/proof-field.tsx";
import type { Draft } from "./draft.ts";
import { ReasonForm } from "./reason-form.tsx";

interface ReasonPanelProps {
  draft: Draft;
  /** The text of the button. */
  verb: string;
  required: boolean;
  blocked: string | null;
  /** The fresh proof of identity, where the policy requires it. */
  proof: { value: Proof; onChange: (proof: Proof) => void } | null;
  notice: ReactNode;
  onChange: (reason: string) => void;
  onSend: () => void;
  onCancel: () => void;
}

/** The form for the decision of one request. The focus starts in the first field that is required, otherwise in the reason. */
export function ReasonPanel({ draft: { decision, reason }, required, blocked, proof, ...form }: ReasonPanelProps) {
  const startsAtProof = proof !== null && !required;
  const missing = required && reason.trim() === "" ? "Enter a reason." : proof && missingProof(proof.value);
  return (
    <ReasonForm
      {...form}
      decision={decision}
      reason={reason}
      note={required ? "Required by the policy." : "Optional."}
      blocked={blocked ?? missing}
      isFocusElsewhere={startsAtProof}
    >
      {proof && <ProofField {...proof} autoFocus={startsAtProof} hint="The policy requires it for this decision." />}
    </ReasonForm>
  );
}
