import type { Facts, Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Finding } from "../model/verdict.ts";
import { applyEdits, planEdits } from "../modules/apply-edits.ts";
import { compileModules } from "../modules/compile-modules.ts";
import type { CompiledModule, ModuleTools } from "../modules/module.ts";
import { type ModulesOutcome, runModules } from "../modules/run-modules.ts";
import type { Policy } from "./document/document.ts";
import { shownFinding } from "./scan-policies.ts";

/** What a report says in its caller's words. */
export interface OutcomeText {
  readonly message?: string | undefined;
  readonly metadata?: Readonly<Record<string, Json>> | undefined;
}

/** The modules of one policy that take values out of what is stored. */
export interface OutcomeScanner {
  readonly policy: string;
  readonly modules: readonly CompiledModule[];
}

/** Modules whose findings are withheld from the record. */
const WITHHOLDING = ["secrets", "pii"] as const;

const WITHHELD = "[WITHHELD: this report could not be searched completely]";

/** Returns the scanner of a policy's document, or null when it withholds nothing. @throws Error for a configuration that validation would refuse */
export function outcomeScanner({ metadata, spec }: Pick<Policy, "metadata" | "spec">): OutcomeScanner | null {
  const written = (spec.modules ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = WITHHOLDING.filter((name) => written[name] !== undefined).map((name) => [name, written[name]]);
  return chosen.length === 0 ? null : { policy: metadata.name, modules: compileModules(Object.fromEntries(chosen)) };
}

/** The scanner for a policy that cannot be read any more: secrets and personal data in their default configuration. */
export function defaultScanner(policy: string): OutcomeScanner {
  return { policy, modules: compileModules({ secrets: {}, pii: {} }) };
}

/**
 * Takes out of a report what policies withhold. It never refuses a report: text that could not be searched to its end is replaced
 * as a whole.
 */
export function redactOutcome(
  outcome: OutcomeText,
  scanners: readonly OutcomeScanner[],
  facts: Facts,
  tools: ModuleTools,
): { readonly outcome: OutcomeText; readonly findings: readonly Finding[] } {
  const { message, metadata } = outcome;
  if (scanners.length === 0 || (message === undefined && metadata === undefined)) return { outcome, findings: [] };
  const { action_type, session_id } = facts.submission;
  const text: Submission = {
    action_type,
    ...(session_id === undefined ? {} : { session_id }),
    ...(message === undefined ? {} : { message }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  const scanned = scanners.map(({ policy, modules }) => ({
    policy,
    said: runModules(modules, { facts: { ...facts, submission: text }, tools }),
  }));
  const plan = planEdits(scanned.flatMap(({ said }) => said.edits));
  const findings = scanned.flatMap(({ policy, said }) => said.findings.map((found) => shownFinding(found, plan, policy)));
  if (scanned.some(({ said }) => isIncomplete(said))) return { outcome: { message: WITHHELD }, findings };
  const edited = applyEdits(text, plan) as Submission & OutcomeText;
  return {
    outcome: {
      ...(message === undefined ? {} : { message: edited.message }),
      ...(metadata === undefined ? {} : { metadata: edited.metadata }),
    },
    findings,
  };
}

function isIncomplete({ reason_codes }: ModulesOutcome): boolean {
  return reason_codes.some((code) => code === "MODULE_FAILED" || code.endsWith("_SCAN_INCOMPLETE"));
}
