"use client";

import type { Halt } from "@agentlattice/contract";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { DetailSection } from "#features/agents/detail-section.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { plural } from "#lib/format/text.ts";
import { formatUtcTime } from "#lib/format/time.ts";
import { nameHalt, requesterOf } from "./halt-words.ts";
import { useResumeHalt } from "./use-halts.ts";

/** The effect of a halt, and the form that ends it. */
export function HaltAside({ halt }: { halt: Halt }) {
  return (
    <aside aria-label="Effect and resume" className="shrink-0 border-t wide:w-[366px] wide:overflow-y-auto wide:border-t-0 wide:border-l">
      <DetailSection title="Activity">
        <ol className="flex flex-col gap-2.5 text-label">
          <Step at={halt.requested_at} title="Halt requested">
            {requesterOf(halt)}
          </Step>
          <Step
            at={halt.requested_at}
            title={halt.settled ? `${plural(halt.denied, "pending approval", "pending approvals")} ended` : "Approvals are ending"}
          >
            {halt.denied > 0 && <Link href="/audit?kind=approval.cancelled">Open the entries</Link>}
          </Step>
          {halt.confirmed_at && (
            <Step
              at={halt.confirmed_at}
              title={halt.disconnected_count === 0 ? "Every client confirmed" : "Every connected client confirmed"}
            />
          )}
          {halt.resumed_at && (
            <Step at={halt.resumed_at} title="Resumed">
              {halt.resumed_by?.name ?? "Drill"}
              {halt.resume_reason && (
                <>
                  : <UntrustedInline text={halt.resume_reason} />
                </>
              )}
            </Step>
          )}
        </ol>
      </DetailSection>
      <DetailSection title="Deadlines frozen" note={plural(halt.frozen, "approval", "approvals")}>
        <p className="text-label text-ink-2">
          {halt.resumed_at === null ? "They continue on resume." : "They continued with the time that was left."}
        </p>
      </DetailSection>
      {halt.status !== "resumed" && <Resume halt={halt} />}
    </aside>
  );
}

function Step({ at, title, children }: { at: string; title: string; children?: ReactNode }) {
  return (
    <li className="flex justify-between gap-3">
      <span className="min-w-0">
        <span className="block text-body">{title}</span>
        {children && <span className="block break-words text-ink-2">{children}</span>}
      </span>
      <time dateTime={at} className="tnum shrink-0 text-ink-2">
        {formatUtcTime(at)}
      </time>
    </li>
  );
}

function Resume({ halt }: { halt: Halt }) {
  const [reason, setReason] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const resume = useResumeHalt(halt.id);
  useKeys({
    r: (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });
  if (!halt.you.can.includes("resumeHalt"))
    return (
      <DetailSection title="Resume">
        <p className="text-label text-ink-2">Only an owner or admin can resume.</p>
      </DetailSection>
    );
  const blocked = reason.trim() === "" ? "Enter a reason." : resume.isPending ? "Resuming." : null;
  const send = () => {
    if (blocked) return;
    resume.mutate(reason.trim(), { onSuccess: () => toast(`${nameHalt(halt)} resumed`, { icon: <GateMark state="allow" /> }) });
  };
  return (
    <DetailSection title="Resume">
      <form
        method="post"
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <p className="text-label text-ink-2">Frozen deadlines continue. Approvals that ended stay ended and must be requested again.</p>
        <TextField
          ref={field}
          label="Reason"
          hint="Required. State what was fixed."
          value={reason}
          maxLength={1_000}
          onChange={(event) => setReason(event.target.value)}
        />
        {resume.error && (
          <ErrorNotice title="It was not resumed" stillWorks="The halt stays in force." error={resume.error} onRetry={send} />
        )}
        <Button type="submit" variant="primary" blocked={blocked}>
          {`Resume ${nameHalt(halt)}`}
        </Button>
      </form>
    </DetailSection>
  );
}
