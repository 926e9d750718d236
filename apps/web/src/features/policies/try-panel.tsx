"use client";

import type { ActionInput, CaseResult } from "@agentlattice/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { Conditions } from "./cases-panel.tsx";
import { PanelError, PanelSection } from "./panel-section.tsx";
import { testPolicy } from "./use-policies.ts";
import { markOf } from "./words.ts";

const WORD = { allow: "Allowed", hold: "Approval required", deny: "Denied", alter: "Altered", idle: "No decision" } as const;

/** Runs one action against the current text, without other policies. */
export function TryPanel({ text, blocked, suggestion }: { text: string; blocked: string | null; suggestion: ActionInput }) {
  const [input, setInput] = useState<string | null>(null);
  const shown = input ?? JSON.stringify(suggestion, null, 2);
  const attempt = useMutation({
    mutationFn: async () => {
      const { cases } = await testPolicy(text, [{ name: "dry run", input: readInput(shown) }]);
      return cases.at(-1) ?? null;
    },
  });
  return (
    <PanelSection
      title="Dry run"
      note="nothing is recorded"
      action={
        <Button size="table" blocked={attempt.isPending ? "Running." : blocked} onClick={() => attempt.mutate()}>
          Run
        </Button>
      }
    >
      <label className="block">
        <span className="sr-only">Action to try, as JSON</span>
        <textarea
          value={shown}
          rows={Math.min(10, shown.split("\n").length)}
          spellCheck={false}
          onChange={(event) => setInput(event.target.value)}
          className="block w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 font-mono text-code"
        />
      </label>
      <div aria-live="polite">
        {attempt.error && <PanelError title="The dry run failed" error={attempt.error} />}
        {attempt.data && <Answer one={attempt.data} />}
      </div>
    </PanelSection>
  );
}

function readInput(text: string): ActionInput {
  try {
    return JSON.parse(text) as ActionInput;
  } catch {
    throw new Error('This is not JSON. Enter an action such as {"action_type": "pr.merge"}.');
  }
}

function Answer({ one }: { one: CaseResult }) {
  const mark = markOf(one.actual);
  return (
    <div className="mt-2.5">
      <StatusPill state={mark}>{one.applied ? WORD[mark] : `No match, ${WORD[mark].toLowerCase()} by default`}</StatusPill>
      <p className="mt-1 text-label break-words text-ink-2">
        <UntrustedInline text={one.message} />
      </p>
      <Conditions one={one} />
    </div>
  );
}
