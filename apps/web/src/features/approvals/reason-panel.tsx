"use client";

import { type ReactNode, useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { missingProof, type Proof } from "#features/totp/proof.ts";
import { ProofField } from "#features/totp/proof-field.tsx";
import { Bar } from "./bar.tsx";
import type { Draft } from "./draft.ts";

const LONGEST = 4096;

interface ReasonPanelProps {
  draft: Draft;
  required: boolean;
  blocked: string | null;
  /** The fresh proof of identity, where the policy requires it. */
  proof: { value: Proof; onChange: (proof: Proof) => void } | null;
  notice: ReactNode;
  onChange: (reason: string) => void;
  onSend: () => void;
  onCancel: () => void;
}

/** The form for the reason of a decision, in place of the buttons. */
export function ReasonPanel({ draft, required, blocked, proof, notice, onChange, onSend, onCancel }: ReasonPanelProps) {
  const id = useId();
  const deny = draft.decision === "deny";
  const missing = required && draft.reason.trim() === "" ? "Enter a reason." : proof && missingProof(proof.value);
  const send = () => {
    if (!blocked && !missing) onSend();
  };
  return (
    <Bar>
      <form
        method="post"
        className="flex w-full animate-enter flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel();
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) send();
        }}
      >
        {notice}
        <label htmlFor={id} className="font-medium text-ink">
          {deny ? "Reason for denying" : "Reason for approving"}{" "}
          <span className="font-normal text-ink-3">{required ? "Required by the policy." : "Optional."}</span>
        </label>
        <textarea
          id={id}
          value={draft.reason}
          rows={2}
          maxLength={LONGEST}
          // biome-ignore lint/a11y/noAutofocus: the person opened the panel to write a reason
          autoFocus
          onChange={(event) => onChange(event.target.value)}
          className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
        />
        {proof && <ProofField {...proof} hint="The policy requires it for this decision." />}
        <div className="grid grid-cols-[1fr_1.6fr] items-center gap-2.5 tablet:flex tablet:justify-end">
          <span className="mr-auto hidden text-label text-ink-3 tablet:inline">Saved with the decision.</span>
          <Button look="quiet" size="bar" onClick={onCancel}>
            Cancel <KeyHint>Esc</KeyHint>
          </Button>
          <Button type="submit" look={deny ? "deny" : "primary"} size="bar" blocked={blocked ?? missing}>
            <GateMark state={deny ? "deny" : "allow"} size={15} inherit />
            {deny ? "Deny" : "Approve"} <KeyHint tone={deny || blocked || missing ? "plain" : "on-accent"}>Ctrl ↵</KeyHint>
          </Button>
        </div>
      </form>
    </Bar>
  );
}
