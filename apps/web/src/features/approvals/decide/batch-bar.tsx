"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeySequence } from "#features/shell/single-keys.ts";
import { formatCount } from "#lib/format/text.ts";
import { useLive } from "#lib/live/live-provider.tsx";
import { sumOf } from "../queue/group-queue.ts";
import { useSelect } from "../queue/queue-selection.tsx";
import { SumText } from "../queue/sum-text.tsx";
import { ActionBar } from "./action-bar.tsx";
import { undoableIn } from "./last-decision.ts";
import type { Batch } from "./use-batch.ts";

const loadForm = () => import("./batch-form.tsx").then((module) => module.BatchForm);
const BatchForm = dynamic(loadForm, { ssr: false });
const BatchResults = dynamic(() => import("./batch-results.tsx").then((module) => module.BatchResults), { ssr: false });

type Decision = "approve" | "deny";

interface BatchBarProps {
  batch: Batch;
  /** Called with the ids of the requests that were decided. */
  onDecided: (ids: ReadonlySet<string>) => void;
  /** Content of the footer while nothing is selected. */
  children: ReactNode;
}

/** The footer of the queue: decides the selected requests with one reason, and shows the result of each. */
export function BatchBar({ batch: { decide, undo }, onDecided, children }: BatchBarProps) {
  const { selected, selectedKey, clear } = useSelect();
  const [decision, setDecision] = useState<Decision | null>(null);
  const { status } = useLive();
  const busy = decide.isPending || undo.isPending ? "Saving." : null;
  const blocked = busy ?? (status === "stale" ? "Reconnecting. Decisions are paused until the connection is live." : null);
  // All selected requests were decided by others: the next selection starts without a form.
  if (decision !== null && selected.length === 0 && !decide.isPending) setDecision(null);
  const hasSelection = selected.length > 0;
  // Loaded before it is needed, so that the first letters of the reason find their field.
  useEffect(() => {
    if (hasSelection) void loadForm();
  }, [hasSelection]);
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
      <BatchForm
        // Another decision has another field, which receives the focus.
        key={decision}
        decision={decision}
        count={selected.length}
        blocked={blocked}
        error={decide.error}
        onSend={(reason) => send(decision, reason)}
        onCancel={() => setDecision(null)}
      />
    );
  }
  // The buttons of a large selection fill the width of the queue.
  const hasRoom = selected.length < 1_000;
  const sum = selectedKey === null ? null : sumOf(selected);
  const results = undo.data ?? decide.data;
  const undoable = undoableIn(decide.data ?? []);
  return (
    <>
      {results && (
        <BatchResults
          results={results}
          isUndo={undo.data !== undefined}
          error={undo.error}
          onUndo={undoable.length > 0 && !undo.data ? () => undo.mutate(undoable) : null}
          blocked={busy}
          onClose={close}
        />
      )}
      {selected.length === 0 && !results && children}
      {selected.length > 0 && (
        <ActionBar>
          <div className="flex w-full items-center justify-between gap-3">
            <p role="status" className="tnum min-w-0">
              <span className="font-medium text-ink">{formatCount(selected.length)} selected</span>
              {sum && (
                <>
                  , <SumText {...sum} />
                </>
              )}
              , each is recorded on its own
            </p>
            <Button variant="quiet" size="table" onClick={clear}>
              Clear <KeyHint>Esc</KeyHint>
            </Button>
          </div>
          <div className="grid w-full grid-cols-[1fr_1.3fr] gap-2.5 tablet:-mx-3 tablet:w-[calc(100%+24px)] tablet:gap-2">
            <Button variant="deny" size="bar" blocked={blocked} onClick={() => ask("deny")}>
              Deny {formatCount(selected.length)} {hasRoom && <KeyHint>G D</KeyHint>}
            </Button>
            <Button variant="primary" size="bar" blocked={blocked} onClick={() => ask("approve")}>
              Approve {formatCount(selected.length)} {hasRoom && <KeyHint tone={blocked ? "plain" : "on-accent"}>G A</KeyHint>}
            </Button>
          </div>
        </ActionBar>
      )}
    </>
  );
}
