import type { z } from "zod";
import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { MAX_FINDINGS, type ModuleInput, type ModuleOutcome, NOTHING, type PolicyModule } from "./module.ts";
import type { detectorConfig } from "./module-config.ts";
import { type SubmissionText, submissionTexts } from "./submission-texts.ts";

/** The action of a decision for each consequence that a configuration may name. */
export const ACTIONS = {
  deny: "DENY",
  redact: "REDACT",
  require_approval: "REQUIRE_APPROVAL",
  flag: "ALLOW",
} as const satisfies Record<string, DecisionAction>;

/** A module that looks for something in every text of a request. */
interface Detector<Name extends string, Schema extends z.ZodType> {
  readonly name: Name;
  readonly schema: Schema;
  readonly denial: DenialReason;
  /** Reason code and risk of a request of which a part was not read, and the sentence for one that is too large. */
  readonly incomplete: { readonly code: string; readonly risk: number; readonly message: string };
  compile(config: z.output<Schema>): (input: ModuleInput, texts: readonly SubmissionText[]) => Detection;
}

/** The state of one scan. */
export interface Detection {
  /** Reads one text. @returns the number of findings so far */
  readonly read: (text: SubmissionText, index: number) => number;
  /** Returns the outcome of what was found. Called only when something was. */
  readonly report: () => ModuleOutcome;
  /** Returns a sentence when the budget of steps ran out before everything was tried. */
  readonly unfinished?: () => string | undefined;
}

type Limits = Pick<z.output<ReturnType<typeof detectorConfig>>, "max_bytes" | "on_exceed">;

/**
 * Defines a module that reads every text of a request within the limits of its configuration. What was not read is never allowed as if
 * nothing were in it.
 */
export function defineDetectorModule<Name extends string, Schema extends z.ZodType<Limits>>({
  incomplete,
  compile,
  ...module
}: Detector<Name, Schema>): PolicyModule<Schema> & { readonly name: Name } {
  return {
    ...module,
    compile(config) {
      const detect = compile(config);
      return (input) => {
        input.scan.texts ??= submissionTexts(input.facts.submission);
        const { texts } = input.scan;
        const { read, report, unfinished } = detect(input, texts);
        let left = config.max_bytes;
        let count = 0;
        const isComplete = texts.every((text, i) => {
          left -= text.text.length;
          if (left >= 0) count = read(text, i);
          return left >= 0 && count <= MAX_FINDINGS;
        });
        const outcome = count === 0 ? NOTHING : report();
        const message = isComplete ? unfinished?.() : incomplete.message;
        if (message === undefined) return outcome;
        const reason_codes = [...outcome.reason_codes, incomplete.code];
        if (config.on_exceed === "deny") return { ...outcome, action: "DENY", reason_codes, risk: 100, message };
        return { ...outcome, reason_codes, risk: Math.max(outcome.risk, incomplete.risk), message: outcome.message ?? message };
      };
    },
  };
}
