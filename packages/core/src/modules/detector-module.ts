import type { z } from "zod";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { MAX_FINDINGS, type ModuleInput, type ModuleOutcome, NOTHING, type PolicyModule } from "./module.ts";
import { type SubmissionText, submissionTexts } from "./submission-texts.ts";

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
  /** Returns the outcome of what was found; undefined when nothing was. */
  readonly report: () => ModuleOutcome | undefined;
  /** Returns a sentence when the budget of steps ran out before everything was tried. */
  readonly unfinished?: () => string | undefined;
}

interface Limits {
  /** Strings, numbers and names together, UTF-16 units. */
  readonly max_bytes: number;
  /** The consequence of a limit that was reached: never allow. */
  readonly on_exceed: "deny" | "flag";
}

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
        const detection = detect(input, texts);
        const isComplete = readWithin(config.max_bytes, texts, detection);
        const outcome = detection.report() ?? NOTHING;
        const message = isComplete ? detection.unfinished?.() : incomplete.message;
        return message === undefined ? outcome : withIncomplete(outcome, config, incomplete, message);
      };
    },
  };
}

/** Returns false when a limit was reached. */
function readWithin(length: number, texts: readonly SubmissionText[], { read }: Detection): boolean {
  let left = length;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as SubmissionText;
    left -= text.text.length;
    if (left < 0 || read(text, i) > MAX_FINDINGS) return false;
  }
  return true;
}

function withIncomplete(
  outcome: ModuleOutcome,
  { on_exceed }: Limits,
  { code, risk }: { readonly code: string; readonly risk: number },
  message: string,
): ModuleOutcome {
  const reason_codes = [...outcome.reason_codes, code];
  if (on_exceed === "deny") return { ...outcome, action: "DENY", reason_codes, risk: 100, message };
  return { ...outcome, reason_codes, risk: Math.max(outcome.risk, risk), message: outcome.message ?? message };
}
