"use client";

import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { plural } from "#lib/format/text.ts";
import { APPROVAL_STATUS } from "../approval-status.ts";
import { showApproval } from "../card/approval-path.ts";
import type { BatchItemResult } from "./last-decision.ts";
import { ReviewError } from "./review-error.tsx";

interface BatchResultsProps {
  results: readonly BatchItemResult[];
  /** True for the results of taking the decisions back. */
  isUndo: boolean;
  error: Error | null;
  /** Takes the decisions back, or null if there is nothing to take back. */
  onUndo: (() => void) | null;
  blocked: string | null;
  onClose: () => void;
}

/** The result of each request of a batch, refused ones first. */
export function BatchResults({ results, isUndo, error, onUndo, blocked, onClose }: BatchResultsProps) {
  const refused = results.filter(({ status }) => status === undefined);
  const done = results.filter(({ status }) => status !== undefined);
  const head = useRef<HTMLParagraphElement>(null);
  // The form that had the focus no longer exists.
  useEffect(() => {
    if (document.activeElement === document.body) head.current?.focus();
  }, []);
  return (
    <section aria-label="Results" className="pane max-h-[45vh] shrink-0 border-t px-4 py-3 text-body text-ink-2">
      <p ref={head} tabIndex={-1} role="status" className="tnum font-medium text-ink outline-none">
        {headline(done, refused.length, isUndo)}
      </p>
      <ReviewError error={error} />
      <ul className="mt-1">
        {refused.map((result) => (
          <Refused key={result.id} result={result} />
        ))}
      </ul>
      {done.length > 0 && (
        <details className="mt-1">
          <summary className="cursor-pointer rounded-chip text-label">Show {plural(done.length, "request", "requests")}</summary>
          <ul>
            {done.map(({ id, status, approval }) => (
              <li key={id} className="flex items-center gap-2 border-b py-1.5 text-label last:border-b-0">
                <GateMark state={status ? APPROVAL_STATUS[status].mark : "idle"} size={13} />
                <OpenRequest id={id} approval={approval} />
                <span className="ml-auto shrink-0">
                  {status === "pending" && !isUndo ? "Vote recorded" : status && APPROVAL_STATUS[status].word}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="mt-2 flex justify-end gap-2">
        {onUndo && (
          <Button size="table" blocked={blocked} onClick={onUndo}>
            Undo
          </Button>
        )}
        <Button variant="quiet" size="table" onClick={onClose}>
          Close
        </Button>
      </div>
    </section>
  );
}

/** Messages by error code, for codes whose message of the API is written for callers of the API. */
const MESSAGES: Partial<Record<string, string>> = {
  STEP_UP_REQUIRED: "It needs your password. Open it to decide.",
  EVIDENCE_REQUIRED: "It needs your passkey. Open it to decide.",
  DIGEST_MISMATCH: "It changed since you selected it. Open it and read it again.",
};

function Refused({ result: { id, code, detail, approval } }: { result: BatchItemResult }) {
  return (
    <li className="border-b py-1.5 text-label last:border-b-0">
      <OpenRequest id={id} approval={approval} />
      <span className="block text-deny">
        {(code && MESSAGES[code]) ?? detail} <span className="font-mono text-[11px] text-ink-3">{code}</span>
      </span>
    </li>
  );
}

function OpenRequest({ id, approval }: Pick<BatchItemResult, "id" | "approval">) {
  return (
    <button
      type="button"
      onClick={() => showApproval(id, { replace: false })}
      className="quick min-w-0 truncate rounded-chip text-left text-ink hover:underline"
    >
      <UntrustedInline text={approval.summary ?? approval.target ?? approval.action_type} />
    </button>
  );
}

function headline(done: readonly BatchItemResult[], refused: number, isUndo: boolean): string {
  const rest = refused === 0 ? "" : ` ${plural(refused, "request was", "requests were")} not ${isUndo ? "changed" : "decided"}.`;
  if (done.length === 0) return rest.trim();
  if (isUndo) return `You took back ${plural(done.length, "decision", "decisions")}.${rest}`;
  const votes = done.filter(({ status }) => status === "pending").length;
  const verb = done.some(({ status }) => status === "denied") ? "denied" : votes === done.length ? "voted to approve" : "approved";
  return `You ${verb} ${plural(done.length, "request", "requests")}.${rest}`;
}
