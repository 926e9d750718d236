import type { Facts, Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { Finding } from "../model/verdict.ts";
import { applyEdits, planEdits } from "../modules/apply-edits.ts";
import { compileModules } from "../modules/compile-modules.ts";
import type { CompiledModule, ModuleTools } from "../modules/module.ts";
import { type ModulesOutcome, runModules } from "../modules/run-modules.ts";
import type { Policy } from "./document/document.ts";
import { shownFinding } from "./scan-policies.ts";

/** The free text of a report. */
export interface OutcomeText {
  readonly message?: string | undefined;
  readonly metadata?: Readonly<Record<string, Json>> | undefined;
}

/** The modules of one policy that redact stored values. */
export interface OutcomeScanner {
  readonly policy: string;
  readonly modules: readonly CompiledModule[];
}

/** Modules whose findings are kept out of the record. */
const WITHHOLDING = ["secrets", "pii"] as const;

const WITHHELD = "[WITHHELD: this report could not be scanned completely]";

/**
 * Returns the scanner of a policy, or null when it redacts nothing.
 * @throws Error for a configuration that validation would refuse
 */
export function outcomeScanner({ metadata, spec }: Pick<Policy, "metadata" | "spec">): OutcomeScanner | null {
  const written = (spec.modules ?? {}) as Readonly<Record<string, unknown>>;
  const chosen = WITHHOLDING.filter((name) => written[name] !== undefined).map((name) => [name, written[name]]);
  return chosen.length === 0 ? null : { policy: metadata.name, modules: compileModules(Object.fromEntries(chosen)) };
}

/** Returns a scanner for secrets and personal data in their default configuration, for a policy that can no longer be read. */
export function defaultScanner(policy: string): OutcomeScanner {
  return { policy, modules: compileModules({ secrets: {}, pii: {} }) };
}

/** Returns the scanner of events that agents report, about which no policy decides. @param personalData true to look for personal data too */
export function eventScanner(personalData: boolean): OutcomeScanner {
  return { policy: "default", modules: compileModules({ secrets: {}, ...(personalData ? { pii: {} } : {}) }) };
}

/** Redacts a report as policies require. Never refuses a report: a text that could not be scanned completely is replaced. */
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
  const scan = {};
  const scanned = scanners.map(({ policy, modules }) => ({
    policy,
    result: runModules(modules, { facts: { ...facts, submission: text }, tools, scan }),
  }));
  const plan = planEdits(scanned.flatMap(({ result }) => result.edits));
  const findings = scanned.flatMap(({ policy, result }) => result.findings.map((found) => shownFinding(found, plan, policy)));
  if (scanned.some(({ result }) => isIncomplete(result))) return { outcome: { message: WITHHELD }, findings };
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
