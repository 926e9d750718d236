"use client";

import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeys } from "#features/shell/single-keys.ts";

/** Explains why the agent cannot be asked about an unknown outcome. Q moves the focus here. */
export function QuestionNote({ agent }: { agent: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useKeys({
    q: (event) => {
      event.preventDefault();
      button.current?.focus();
    },
  });
  return (
    <section aria-label="Question" className="flex flex-col items-start gap-2 border-b px-6 py-5">
      <Button ref={button} size="table" blocked="The agent receives no more questions about this request.">
        Ask the agent <KeyHint>Q</KeyHint>
      </Button>
      <p className="text-label text-ink-2">
        Agents receive questions while they wait for a decision. {agent} went on when it used the permit. If it knows the outcome, it
        reports it, and a late report settles the outcome here.
      </p>
    </section>
  );
}
