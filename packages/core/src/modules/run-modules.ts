import { DECISION_SEVERITY, type DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { asMemoryWrite, writesMemory } from "./memory/as-memory-write.ts";
import {
  type CompiledModule,
  type Edit,
  type ModuleFinding,
  type ModuleInput,
  type ModuleObligation,
  type ModuleOutcome,
  NOTHING,
} from "./module.ts";

/** What the modules of one policy say together. */
export interface ModulesOutcome {
  /** The most restrictive; `ALLOW` when none restricts. */
  readonly action: DecisionAction;
  /** Present when `action` denies: what the module that denied first calls it. */
  readonly denial?: DenialReason;
  readonly message?: string;
  readonly reason_codes: readonly string[];
  readonly risk: number;
  readonly findings: readonly (ModuleFinding & { readonly module: string })[];
  readonly edits: readonly Edit[];
  /** Tools that are taken out of those the agent would be shown. */
  readonly hides: readonly string[];
  readonly obligations: readonly (ModuleObligation & { readonly module: string })[];
  /** Whether what was edited is for the caller too and not only for the record. */
  readonly rewrites: boolean;
}

/** Actions that allow under a condition, and what the caller must be able to do. */
const DUTY: Partial<Record<DecisionAction, string>> = {
  REDACT: "redact",
  REDACT_AND_WRITE: "redact",
  TRANSFORM: "transform",
  DEGRADE: "degrade",
  STORE_SUMMARY_ONLY: "store_summary_only",
};

const NONE: readonly never[] = [];
const NOTHING_SAID: ModulesOutcome = {
  action: "ALLOW",
  reason_codes: NONE,
  risk: 0,
  findings: NONE,
  edits: NONE,
  hides: NONE,
  obligations: NONE,
  rewrites: false,
};

/** Runs the modules of a policy: the most restrictive action wins, obligations are the union. */
export function runModules(modules: readonly CompiledModule[], input: ModuleInput): ModulesOutcome {
  const remembers = writesMemory(input);
  let worst = NOTHING;
  let by: CompiledModule | undefined;
  let said: Said[] | undefined;
  for (let i = 0; i < modules.length; i++) {
    const module = modules[i] as CompiledModule;
    const answer = module.evaluate(input);
    const outcome = remembers && answer !== NOTHING ? asMemoryWrite(module.name, answer) : answer;
    if (by === undefined || isWorse(outcome.action, worst.action)) {
      worst = outcome;
      by = module;
    }
    if (outcome === NOTHING) continue;
    if (said === undefined) said = [{ module, outcome }];
    else said.push({ module, outcome });
  }
  return said === undefined || by === undefined ? NOTHING_SAID : gather(said, worst, by);
}

/** What one module said, when it said something. */
interface Said {
  readonly module: CompiledModule;
  readonly outcome: ModuleOutcome;
}

function gather(said: readonly Said[], { action, message, reason_codes }: ModuleOutcome, by: CompiledModule): ModulesOutcome {
  const all: Draft = { ...NOTHING_SAID, action };
  if (denies(action)) all.denial = reason_codes.includes("MODULE_FAILED") ? "MODULE_FAILED" : by.denial;
  if (message) all.message = message;
  for (const { module, outcome } of said) {
    const { findings = NONE, edits = NONE, hides = NONE } = outcome;
    const duties = dutiesOf(outcome.action, outcome.obligations ?? NONE);
    if (outcome.reason_codes.length > 0) all.reason_codes = [...new Set([...all.reason_codes, ...outcome.reason_codes])];
    if (outcome.risk > all.risk) all.risk = outcome.risk;
    if (findings.length > 0)
      all.findings = join(
        all.findings,
        findings.map((found) => ofModule(found, module.name)),
      );
    if (edits.length > 0) all.edits = join(all.edits, edits);
    if (hides.length > 0) all.hides = join(all.hides, hides);
    if (duties.length > 0)
      all.obligations = join(
        all.obligations,
        duties.map((duty) => ({ ...duty, module: module.name })),
      );
    if ((outcome.edits || outcome.hides) && DUTY[outcome.action] !== undefined) all.rewrites = true;
  }
  return all;
}

/** An outcome that is still being put together. */
type Draft = { -readonly [Key in keyof ModulesOutcome]: ModulesOutcome[Key] };

const join = <T>(some: readonly T[], more: readonly T[]): readonly T[] => (some.length === 0 ? more : some.concat(more));

/** Written out, not spread: there may be thousands. */
function ofModule(found: ModuleFinding, module: string): ModuleFinding & { readonly module: string } {
  const { type, category, severity, confidence, fingerprint, at, part, start, end } = found;
  return fingerprint === undefined
    ? { type, category, severity, confidence, at, part, start, end, module }
    : { type, category, severity, confidence, fingerprint, at, part, start, end, module };
}

/** Whether an action denies, in whatever words. */
export function denies(action: DecisionAction): boolean {
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.DENY;
}

/** The place of each action in the table, which lists the most restrictive first. */
const PLACE = Object.fromEntries(Object.keys(DECISION_SEVERITY).map((action, i) => [action, i])) as Readonly<
  Record<DecisionAction, number>
>;

/**
 * By severity; within one severity by the fixed order of the table. ALLOW is also what a module without an opinion says, so it
 * never hides a more specific action that allows.
 */
export function isWorse(action: DecisionAction, than: DecisionAction): boolean {
  if (allows(action) && allows(than)) return than === "ALLOW" && action !== "ALLOW";
  return PLACE[action] < PLACE[than];
}

function allows(action: DecisionAction): boolean {
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.ALLOW;
}

function dutiesOf(action: DecisionAction, written: readonly ModuleObligation[]): readonly ModuleObligation[] {
  const type = DUTY[action];
  return type === undefined || written.some((duty) => duty.type === type) ? written : [...written, { type }];
}
