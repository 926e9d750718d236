"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { plural } from "#lib/format/text.ts";
import { Bar } from "./bar.tsx";
import { ReviewError } from "./review-error.tsx";

interface BatchFormProps {
  decision: "approve" | "deny";
  count: number;
  blocked: string | null;
  error: Error | null;
  onSend: (reason: string) => void;
  onCancel: () => void;
}

const LONGEST = 4096;

/** The form for the one reason of a batch. A denial needs one, because the agents read it. */
export function BatchForm({ decision, count, blocked, error, onSend, onCancel }: BatchFormProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const deny = decision === "deny";
  const missing = deny && reason.trim() === "" ? "Enter a reason." : null;
  const send = () => {
    if (!blocked && !missing) onSend(reason.trim());
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
        <ReviewError error={error} />
        <label htmlFor={id} className="font-medium text-ink">
          Reason for {deny ? "denying" : "approving"} {plural(count, "request", "requests")}{" "}
          <span className="font-normal text-ink-3">{deny ? "Required." : "Optional."}</span>
        </label>
        <textarea
          id={id}
          value={reason}
          rows={2}
          maxLength={LONGEST}
          // biome-ignore lint/a11y/noAutofocus: the person opened the form to write a reason
          autoFocus
          onChange={(event) => setReason(event.target.value)}
          className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
        />
        <div className="grid grid-cols-[1fr_1.3fr] items-center gap-2.5">
          <Button look="quiet" size="bar" onClick={onCancel}>
            Cancel <KeyHint>Esc</KeyHint>
          </Button>
          <Button type="submit" look={deny ? "deny" : "primary"} size="bar" blocked={blocked ?? missing}>
            <GateMark state={deny ? "deny" : "allow"} size={15} inherit />
            {deny ? "Deny" : "Approve"} {count}
          </Button>
        </div>
      </form>
    </Bar>
  );
}
