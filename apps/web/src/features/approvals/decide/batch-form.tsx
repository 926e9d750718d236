"use client";

import { useState } from "react";
import { plural } from "#lib/format/text.ts";
import { ReasonForm } from "./reason-form.tsx";
import { ReviewError } from "./review-error.tsx";

interface BatchFormProps {
  decision: "approve" | "deny";
  count: number;
  blocked: string | null;
  error: Error | null;
  onSend: (reason: string) => void;
  onCancel: () => void;
}

/** The form for the reason of a batch. A denial requires one, because the agents read it. */
export function BatchForm({ decision, count, blocked, error, onSend, onCancel }: BatchFormProps) {
  const [reason, setReason] = useState("");
  const deny = decision === "deny";
  return (
    <ReasonForm
      decision={decision}
      subject={plural(count, "request", "requests")}
      reason={reason}
      note={deny ? "Required." : "Optional."}
      verb={`${deny ? "Deny" : "Approve"} ${count}`}
      blocked={blocked ?? (deny && reason.trim() === "" ? "Enter a reason." : null)}
      notice={<ReviewError error={error} />}
      onChange={setReason}
      onSend={() => onSend(reason.trim())}
      onCancel={onCancel}
    />
  );
}
