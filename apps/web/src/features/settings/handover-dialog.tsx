"use client";

import type { HandoverList } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useId, useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { useSettingsChange } from "./use-people.ts";

const NOT_CHOSEN = "";
const MAX_MS = 90 * 24 * 3_600_000;

/** A form that hands the own approvals over. It replaces an earlier hand-over. */
export function HandoverDialog({ substitutes, onClose }: { substitutes: HandoverList["substitutes"]; onClose: () => void }) {
  const clock = useServerClock();
  const { draft, change, clear } = useDraft("hand-over", { to: NOT_CHOSEN, from: "", until: "" });
  const [submitted, setSubmitted] = useState(false);
  const create = useSettingsChange((body: OperationInput<"createHandover">["body"]) => api.createHandover({ body }), "listHandovers");
  const now = clock.now();
  const from = draft.from === "" ? now : Math.max(now, timeOf(draft.from));
  const until = timeOf(draft.until);
  const close = () => {
    clear();
    onClose();
  };
  const problem = untilProblem(from, until, now);
  const send = () => {
    setSubmitted(true);
    if (draft.to === NOT_CHOSEN || problem !== null) return;
    const body = {
      to: draft.to,
      until: new Date(until).toISOString(),
      ...(draft.from === "" ? {} : { from: new Date(from).toISOString() }),
    };
    create.mutate(body, {
      onSuccess: ({ to }) => {
        toast(`${to.name} decides in your place`, { icon: <GateMark state="allow" /> });
        close();
      },
    });
  };
  return (
    <FormDialog
      title="Hand over your approvals"
      verb="Hand over"
      busy={create.isPending}
      error={create.error}
      failed="Your approvals were not handed over"
      stillWorks="Your input is kept."
      onSend={send}
      onClose={close}
    >
      <SelectField
        label="Substitute approver"
        value={draft.to}
        options={[{ value: NOT_CHOSEN, text: "Choose a person" }, ...substitutes.map(({ id, name }) => ({ value: id, text: name }))]}
        hint={
          submitted && draft.to === NOT_CHOSEN ? (
            <span className="text-deny">Choose a person.</span>
          ) : (
            "Only owners, admins and operators decide approvals."
          )
        }
        onChange={(to) => change({ to })}
      />
      <TimeField label="From (UTC)" value={draft.from} hint="Empty or in the past: now." onChange={(value) => change({ from: value })} />
      <TimeField
        label="Until (UTC)"
        value={draft.until}
        error={submitted ? problem : null}
        hint="At most 90 days later."
        onChange={(value) => change({ until: value })}
      />
    </FormDialog>
  );
}

/** Reads the text of a time field as UTC. */
const timeOf = (text: string) => Date.parse(`${text}Z`);

function untilProblem(from: number, until: number, now: number): string | null {
  if (Number.isNaN(until) || Number.isNaN(from)) return "Enter a date and a time.";
  if (until <= now) return "Enter a time in the future.";
  if (until <= from) return "Enter a time after the start.";
  return until - from > MAX_MS ? "Enter a time at most 90 days after the start." : null;
}

interface TimeFieldProps {
  label: string;
  value: string;
  hint: string;
  error?: string | null;
  onChange: (value: string) => void;
}

function TimeField({ label, value, hint, error = null, onChange }: TimeFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-body font-medium">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full rounded-control border border-line-control bg-surface px-2.5 text-body text-ink scheme-light dark:scheme-dark max-tablet:h-11 max-tablet:text-[16px]"
      />
      <p id={`${id}-note`} className={error ? "text-label text-deny" : "text-label text-ink-3"}>
        {error ?? hint}
      </p>
    </div>
  );
}
