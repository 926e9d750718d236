"use client";

import type { CaseResult, PolicyTestResult } from "@agentlattice/contract";
import { Check, Minus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useCommandKey } from "#components/ui/use-command-key.ts";
import { plural } from "#lib/format/text.ts";
import { PanelError, PanelSection } from "./panel-section.tsx";
import { markOf } from "./words.ts";

const ANSWER: Record<GateState, string> = {
  allow: "Allowed",
  alter: "Redacted",
  hold: "Requires approval",
  deny: "Denied",
  idle: "No decision",
};

export interface CasesRun {
  readonly result: PolicyTestResult | null;
  /** True if the result belongs to the current text. */
  readonly current: boolean;
  readonly running: boolean;
  readonly error: Error | null;
}

/** The cases of the document with their results. */
export function CasesPanel({
  run: { result, current, running, error },
  blocked,
  onRun,
}: {
  run: CasesRun;
  blocked: string | null;
  onRun: () => void;
}) {
  const commandKey = useCommandKey();
  const cases = result?.cases ?? [];
  const summary =
    result && cases.length > 0 ? `${result.passed} of ${plural(cases.length, "case", "cases")} pass${current ? "" : ", outdated"}` : "";
  return (
    <PanelSection
      title="Cases"
      note={summary}
      action={
        <Button size="table" blocked={running ? "Running." : blocked} onClick={onRun}>
          Run <KeyHint>{`${commandKey} ↵`}</KeyHint>
        </Button>
      }
    >
      {error && <PanelError title="The cases did not run" error={error} />}
      {result && cases.length === 0 && (
        <p className="text-label text-ink-3">
          The document has no <code className="font-mono">cases</code>. Add cases to test the policy here.
        </p>
      )}
      <ul aria-live="polite">
        {cases.map((one) => (
          <CaseLine key={one.name} one={one} />
        ))}
      </ul>
    </PanelSection>
  );
}

/** One case with its result; expanding it shows the conditions. `answer` displays the outcome of passing cases too. */
export function CaseLine({ one, answer = false }: { one: CaseResult; answer?: boolean }) {
  const [open, setOpen] = useState(false);
  const Icon = one.pass === null ? Minus : one.pass ? Check : X;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="quick -mx-2 flex min-h-[26px] w-[calc(100%+16px)] items-center gap-2.5 rounded-control px-2 text-left hover:bg-hover"
      >
        <Icon size={14} strokeWidth={2} aria-hidden="true" className={one.pass === false ? "shrink-0 text-deny" : "shrink-0 text-allow"} />
        <span className="sr-only">{one.pass ? "Passed:" : "Failed:"}</span>
        <span className={one.pass === false ? "min-w-0 flex-1 font-medium break-words" : "min-w-0 flex-1 break-words"}>
          <UntrustedInline text={one.name} />
        </span>
        {answer && one.pass !== false && (
          <span className="inline-flex shrink-0 items-center gap-1.5 text-label text-ink-2">
            <GateMark state={markOf(one.actual)} size={13} />
            {ANSWER[markOf(one.actual)]}
          </span>
        )}
        {one.pass === false && (
          <span className="shrink-0 text-label text-deny">
            expected {one.expected}, got {one.actual}
          </span>
        )}
      </button>
      {open && (
        <div className="mb-2 ml-6 text-label text-ink-2">
          <p className="break-words">
            <UntrustedInline text={one.message} />
          </p>
          <Conditions one={one} />
        </div>
      )}
    </li>
  );
}

/** The evaluated conditions with their results. */
export function Conditions({ one }: { one: Pick<CaseResult, "conditions_evaluated"> }) {
  return (
    <ul className="mt-1 flex flex-col gap-0.5 font-mono text-code">
      {one.conditions_evaluated.map((clause) => (
        <li key={clause.path} className="flex items-baseline gap-2">
          <span className={clause.result ? "text-allow" : "text-deny"}>{clause.result ? "met" : "not met"}</span>
          <span className="min-w-0 break-words">
            <UntrustedInline
              text={`${clause.field} ${clause.operator} ${JSON.stringify(clause.expected)}, was ${JSON.stringify(clause.actual)}`}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
