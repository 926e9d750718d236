"use client";

import type { Anomaly } from "@agentlattice/contract";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { useExpected } from "./use-anomalies.ts";

const LONGEST = 1_000;

/** Marks an anomaly as expected with a reason, or shows who did and undoes it. E moves the focus to the reason. */
export function ExpectedForm({ anomaly: { id, expected, you } }: { anomaly: Anomaly }) {
  const change = useExpected(id);
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState("");
  useKeys({
    e: (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });
  const failed = change.error && (
    <ErrorNotice
      title="The anomaly was not changed"
      stillWorks="It is listed as before."
      error={change.error}
      onRetry={() => change.reset()}
    />
  );
  if (expected)
    return (
      <section aria-label="Expected" className="flex flex-col gap-3 px-6 py-5">
        <p>
          <span className="font-medium">Expected</span>, marked by {expected.by.name} <Ago at={expected.at} never="" />
          {expected.reason !== null && (
            <span className="block break-words text-ink-2">
              Reason: <UntrustedInline text={expected.reason} />
            </span>
          )}
        </p>
        {failed}
        {you.can.includes("reopenAnomaly") && (
          <Button blocked={change.isPending ? "Saving." : null} onClick={() => change.mutate(null)} className="self-start">
            Undo
          </Button>
        )}
      </section>
    );
  if (!you.can.includes("expectAnomaly")) return null;
  const blocked = reason.trim() === "" ? "Enter a reason." : change.isPending ? "Saving." : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) change.mutate(reason.trim());
  };
  return (
    <form method="post" onSubmit={send} noValidate className="flex flex-col gap-3 px-6 py-5">
      <TextField
        ref={field}
        label="Mark as expected"
        hint="The same activity of this agent is then not reported again. It changes no policy."
        placeholder="Reason"
        value={reason}
        maxLength={LONGEST}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
      />
      {failed}
      <Button type="submit" blocked={blocked} className="self-start">
        Mark as expected <KeyHint>E</KeyHint>
      </Button>
    </form>
  );
}
