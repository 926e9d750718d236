"use client";

import { type ReactNode, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeySequence } from "#features/shell/single-keys.ts";
import { plural } from "#lib/format/text.ts";
import { useLive } from "#lib/live/live-provider.tsx";
import { Bar } from "./bar.tsx";
import { BatchResults } from "./batch-results.tsx";
import { useSelect } from "./queue-selection.tsx";
import { ReviewError } from "./review-error.tsx";
import { useBatch } from "./use-batch.ts";

type Decision = "approve" | "deny";

interface BatchBarProps {
  /** Called with the ids of the requests that were decided. */
  onDecided: (ids: ReadonlySet<string>) => void;
  /** The foot of the list while nothing is selected. */
  children: ReactNode;
}

/** The foot of the queue: decides the selected requests with one reason, and shows the result of each. */
export function BatchBar({ onDecided, children }: BatchBarProps) {
  const { selected, clear } = useSelect();
  const { decide, undo } = useBatch();
  const [decision, setDecision] = useState<Decision | null>(null);
  const { status } = useLive();
  const busy = decide.isPending || undo.isPending ? "Saving." : null;
  const blocked = busy ?? (status === "stale" ? "Reconnecting. Decisions are paused until the connection is live." : null);
  // All selected requests were decided by others: the next selection starts without a form.
  if (decision !== null && selected.length === 0 && !decide.isPending) setDecision(null);
  const ask = (next: Decision) => {
    if (selected.length > 0 && !blocked) setDecision(next);
  };
  useKeySequence("g", { a: () => ask("approve"), d: () => ask("deny") });
  const close = () => {
    decide.reset();
    undo.reset();
  };
  const send = (of: Decision, reason: string) => {
    undo.reset();
    decide.mutate(
      { approvals: selected, decision: of, reason },
      {
        onSuccess: (results) => {
          setDecision(null);
          clear();
          onDecided(new Set(results.filter(({ status }) => status !== undefined).map(({ id }) => id)));
        },
      },
    );
  };
  if (decision !== null && selected.length > 0) {
    return (
      <ReasonForm
        decision={decision}
        count={selected.length}
        blocked={blocked}
        error={decide.error}
        onSend={(reason) => send(decision, reason)}
        onCancel={() => setDecision(null)}
      />
    );
  }
  const decided = decide.data?.filter(({ status }) => status === "approved" || status === "pending") ?? [];
  return (
    <>
      {decide.data && (
        <BatchResults
          results={undo.data ?? decide.data}
          isUndo={undo.data !== undefined}
          error={undo.error}
          onUndo={decided.length > 0 && !undo.data ? () => undo.mutate(decided) : null}
          blocked={busy}
          onClose={close}
        />
      )}
      {selected.length === 0 && !decide.data && children}
      {selected.length > 0 && (
        <Bar>
          <div className="flex w-full items-center justify-between gap-3">
            <p role="status" className="tnum min-w-0">
              <span className="font-medium text-ink">{selected.length} selected</span>, each is recorded on its own
            </p>
            <Button look="quiet" size="table" onClick={clear}>
              Clear <KeyHint>Esc</KeyHint>
            </Button>
          </div>
          <div className="grid w-full grid-cols-[1fr_1.3fr] gap-2.5 tablet:-mx-3 tablet:w-[calc(100%+24px)] tablet:gap-2">
            <Button look="deny" size="bar" blocked={blocked} onClick={() => ask("deny")}>
              Deny {selected.length} <KeyHint>G D</KeyHint>
            </Button>
            <Button look="primary" size="bar" blocked={blocked} onClick={() => ask("approve")}>
              Approve {selected.length} <KeyHint tone={blocked ? "plain" : "on-accent"}>G A</KeyHint>
            </Button>
          </div>
        </Bar>
      )}
    </>
  );
}

interface ReasonFormProps {
  decision: Decision;
  count: number;
  blocked: string | null;
  error: Error | null;
  onSend: (reason: string) => void;
  onCancel: () => void;
}

const LONGEST = 4096;

/** The form for the one reason of a batch. A denial needs one, because the agents read it. */
function ReasonForm({ decision, count, blocked, error, onSend, onCancel }: ReasonFormProps) {
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
