"use client";

import type { AgentBreaker } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type Override, useChangeBreaker } from "./use-breaker.ts";

const CHOICES = {
  open: { text: "Hold open", note: "Every action of the agent and of the agents below it is denied", done: "is held open", mark: "deny" },
  closed: { text: "Hold closed", note: "Outcomes are ignored: the breaker never opens", done: "is held closed", mark: "allow" },
  none: { text: "Release", note: "The outcomes of its calls decide again", done: "is released", mark: "idle" },
} as const;

/** Asks for an override and a reason, then holds the breaker of an agent or releases it. */
export function OverrideDialog({ agentName, breaker, onClose }: { agentName: string; breaker: AgentBreaker; onClose: () => void }) {
  const forced = breaker.override?.state ?? null;
  const offered = (["open", "closed", "none"] as const).filter((choice) => choice !== (forced ?? "none"));
  const [override, setOverride] = useState<Override>(forced === null ? "open" : "none");
  const [reason, setReason] = useState("");
  const change = useChangeBreaker(breaker);
  const { text, done, mark } = CHOICES[override];
  const send = () =>
    change.mutate(
      { override, reason: reason.trim() },
      {
        onSuccess: () => {
          toast(`The breaker of ${agentName} ${done}`, { icon: <GateMark state={mark} /> });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={`Override the breaker of ${agentName}?`}
      verb={text}
      variant={override === "open" ? "destructive" : "primary"}
      blocked={reason.trim() === "" ? "Enter a reason." : null}
      busy={change.isPending}
      error={change.error}
      failed="The breaker was not changed"
      stillWorks="It works as before."
      onSend={send}
      onClose={onClose}
    >
      <RadioList
        label="Override"
        value={override}
        options={offered.map((value) => ({ value, text: CHOICES[value].text, note: CHOICES[value].note }))}
        onChange={setOverride}
      />
      <TextField
        data-first-focus
        label="Reason"
        hint="Required. Recorded in the ledger."
        value={reason}
        maxLength={1_000}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="text-label text-ink-2">It applies in every environment until a person changes it.</p>
    </FormDialog>
  );
}
