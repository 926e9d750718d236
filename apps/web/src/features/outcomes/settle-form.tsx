"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ReviewError } from "#features/approvals/decide/review-error.tsx";
import { useReviewOperation } from "#features/approvals/decide/use-review-operation.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { api } from "#lib/api/browser-api.ts";

type Outcome = "executed" | "failed";

const OPTIONS = [
  { value: "executed", text: "Executed", note: "The action ran. It counts against the limits." },
  { value: "failed", text: "Failed", note: "Nothing happened. The agent may ask again, with a new approval." },
] as const;

const LONGEST = 4096;

/** Settles the outcome of a permit that was used and never reported. Nothing is preselected. E and F choose. */
export function SettleForm({ id }: { id: string }) {
  const operation = useReviewOperation(id);
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [evidence, setEvidence] = useState("");
  const choose = (chosen: Outcome) => (event: KeyboardEvent) => {
    event.preventDefault();
    setOutcome(chosen);
    field.current?.focus();
  };
  useKeys({ e: choose("executed"), f: choose("failed") });
  const blocked = blockedReason(outcome, evidence, operation.isPending);
  const settle = (event: FormEvent) => {
    event.preventDefault();
    if (blocked || !outcome) return;
    operation.mutate(() => api.settleOutcome({ params: { id }, body: { outcome, evidence: evidence.trim() } }));
  };
  return (
    <form method="post" onSubmit={settle} noValidate className="flex flex-col gap-4">
      <RadioList label="Settle" value={outcome} options={OPTIONS} onChange={setOutcome} />
      <TextField
        ref={field}
        label="Evidence, recorded with your name"
        hint="Such as the line of a statement, or the number under which the provider lists the action."
        value={evidence}
        maxLength={LONGEST}
        autoComplete="off"
        onChange={(event) => setEvidence(event.target.value)}
      />
      <ReviewError error={operation.error} />
      <Button type="submit" variant="primary" size="bar" blocked={blocked} className="justify-center tablet:self-end">
        {outcome === null ? "Settle" : `Settle as ${outcome}`}
      </Button>
    </form>
  );
}

function blockedReason(outcome: Outcome | null, evidence: string, isSaving: boolean): string | null {
  if (outcome === null) return "Choose executed or failed.";
  if (evidence.trim() === "") return "Enter the evidence.";
  return isSaving ? "Saving." : null;
}
