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

/** The combined outcome of one policy's modules. */
export interface ModulesOutcome {
  /** The most restrictive action; `ALLOW` when none restricts. */
  readonly action: DecisionAction;
  /** Present when `action` denies: the reason of the first module that denied. */
  readonly denial?: DenialReason;
  readonly message?: string;
  readonly reason_codes: readonly string[];
  readonly risk: number;
  readonly findings: readonly (ModuleFinding & { readonly module: string })[];
  readonly edits: readonly Edit[];
  /** Tools to remove from the list that the agent would see. */
  readonly hides: readonly string[];
  readonly obligations: readonly (ModuleObligation & { readonly module: string })[];
  /** True when edits apply to the caller's copy and not only to the record. */
  readonly rewrites: boolean;
}

/** Actions that allow under a condition, with the obligation that the caller must support. */
const IMPLIED_OBLIGATION: Partial<Record<DecisionAction, string>> = {
  REDACT: "redact",
  REDACT_AND_WRITE: "redact",
  TRANSFORM: "transform",
  DEGRADE: "degrade",
  STORE_SUMMARY_ONLY: "store_summary_only",
};

const NONE: readonly never[] = [];
const NO_OUTCOME: ModulesOutcome = {
  action: "ALLOW",
  reason_codes: NONE,
  risk: 0,
  findings: NONE,
  edits: NONE,
  hides: NONE,
  obligations: NONE,
  rewrites: false,
};

/** Runs the modules of a policy. The most restrictive action wins; obligations are combined. */
export function runModules(modules: readonly CompiledModule[], input: ModuleInput): ModulesOutcome {
  const isMemoryWrite = writesMemory(input);
  let worst = NOTHING;
  let by: CompiledModule | undefined;
  let results: ModuleResult[] | undefined;
  for (let i = 0; i < modules.length; i++) {
    const module = modules[i] as CompiledModule;
    const answer = module.evaluate(input);
    const outcome = isMemoryWrite && answer !== NOTHING ? asMemoryWrite(module.name, answer) : answer;
    if (by === undefined || isWorse(outcome.action, worst.action)) {
      worst = outcome;
      by = module;
    }
    if (outcome === NOTHING) continue;
    if (results === undefined) results = [{ module, outcome }];
    else results.push({ module, outcome });
  }
  return results === undefined || by === undefined ? NO_OUTCOME : gather(results, worst, by);
}

/** The outcome of a module that had an effect. */
interface ModuleResult {
  readonly module: CompiledModule;
  readonly outcome: ModuleOutcome;
}

function gather(results: readonly ModuleResult[], { action, message, reason_codes }: ModuleOutcome, by: CompiledModule): ModulesOutcome {
  const all: Draft = { ...NO_OUTCOME, action };
  if (denies(action)) all.denial = reason_codes.includes("MODULE_FAILED") ? "MODULE_FAILED" : by.denial;
  if (message) all.message = message;
  for (const { module, outcome } of results) {
    const { findings = NONE, edits = NONE, hides = NONE } = outcome;
    const obligations = withImpliedObligation(outcome.action, outcome.obligations ?? NONE);
    if (outcome.reason_codes.length > 0) all.reason_codes = [...new Set([...all.reason_codes, ...outcome.reason_codes])];
    if (outcome.risk > all.risk) all.risk = outcome.risk;
    if (findings.length > 0)
      all.findings = join(
        all.findings,
        findings.map((found) => withModule(found, module.name)),
      );
    if (edits.length > 0) all.edits = join(all.edits, edits);
    if (hides.length > 0) all.hides = join(all.hides, hides);
    if (obligations.length > 0)
      all.obligations = join(
        all.obligations,
        obligations.map((obligation) => ({ ...obligation, module: module.name })),
      );
    if ((outcome.edits || outcome.hides) && IMPLIED_OBLIGATION[outcome.action] !== undefined) all.rewrites = true;
  }
  return all;
}

/** An outcome under construction. */
type Draft = { -readonly [Key in keyof ModulesOutcome]: ModulesOutcome[Key] };

const join = <T>(some: readonly T[], more: readonly T[]): readonly T[] => (some.length === 0 ? more : some.concat(more));

/** Built without spreading, because there may be thousands. */
function withModule(found: ModuleFinding, module: string): ModuleFinding & { readonly module: string } {
  const { type, category, severity, confidence, fingerprint, at, part, start, end } = found;
  return fingerprint === undefined
    ? { type, category, severity, confidence, at, part, start, end, module }
    : { type, category, severity, confidence, fingerprint, at, part, start, end, module };
}

/** Returns true when an action denies. */
export function denies(action: DecisionAction): boolean {
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.DENY;
}

/** The rank of each action in the table, the most restrictive first. */
const RANK = Object.fromEntries(Object.keys(DECISION_SEVERITY).map((action, i) => [action, i])) as Readonly<Record<DecisionAction, number>>;

/**
 * Compares actions by severity, then by their order in the table. ALLOW, which modules without an effect return, never hides a more
 * specific action that allows.
 */
export function isWorse(action: DecisionAction, than: DecisionAction): boolean {
  if (allows(action) && allows(than)) return than === "ALLOW" && action !== "ALLOW";
  return RANK[action] < RANK[than];
}

function allows(action: DecisionAction): boolean {
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.ALLOW;
}

function withImpliedObligation(action: DecisionAction, explicit: readonly ModuleObligation[]): readonly ModuleObligation[] {
  const type = IMPLIED_OBLIGATION[action];
  return type === undefined || explicit.some((obligation) => obligation.type === type) ? explicit : [...explicit, { type }];
}
