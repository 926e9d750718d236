import { DECISION_SEVERITY, type DecisionAction } from "../evidence/decision-actions.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { CompiledModule } from "./compile-modules.ts";
import { asMemoryWrite, writesMemory } from "./memory/as-memory-write.ts";
import { type Edit, type ModuleFinding, type ModuleInput, type ModuleObligation, NOTHING } from "./module.ts";

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

const NOTHING_SAID: ModulesOutcome = {
  action: "ALLOW",
  reason_codes: [],
  risk: 0,
  findings: [],
  edits: [],
  hides: [],
  obligations: [],
  rewrites: false,
};

/** Runs the modules of a policy: the most restrictive action wins, obligations are the union. */
export function runModules(modules: readonly CompiledModule[], input: ModuleInput): ModulesOutcome {
  const remembers = writesMemory(input);
  const outcomes = modules.map((module) => {
    const outcome = module.evaluate(input);
    return { module, outcome: remembers ? asMemoryWrite(module.name, outcome) : outcome };
  });
  if (outcomes.every(({ outcome }) => outcome === NOTHING)) return NOTHING_SAID;
  let worst = outcomes[0];
  for (const one of outcomes) if (isWorse(one.outcome.action, worst?.outcome.action ?? "ALLOW")) worst = one;
  const action = worst?.outcome.action ?? "ALLOW";
  const failed = worst?.outcome.reason_codes.includes("MODULE_FAILED");
  return {
    action,
    ...(worst && denies(action) ? { denial: failed ? "MODULE_FAILED" : worst.module.denial } : {}),
    ...(worst?.outcome.message ? { message: worst.outcome.message } : {}),
    reason_codes: [...new Set(outcomes.flatMap(({ outcome }) => outcome.reason_codes))],
    risk: Math.max(0, ...outcomes.map(({ outcome }) => outcome.risk)),
    findings: outcomes.flatMap(({ module, outcome }) => (outcome.findings ?? []).map((found) => ({ ...found, module: module.name }))),
    edits: outcomes.flatMap(({ outcome }) => outcome.edits ?? []),
    hides: outcomes.flatMap(({ outcome }) => outcome.hides ?? []),
    obligations: outcomes.flatMap(({ module, outcome }) =>
      dutiesOf(outcome.action, outcome.obligations ?? []).map((duty) => ({ ...duty, module: module.name })),
    ),
    rewrites: outcomes.some(({ outcome }) => (outcome.edits ?? outcome.hides) && DUTY[outcome.action] !== undefined),
  };
}

/** Whether an action denies, in whatever words. */
export function denies(action: DecisionAction): boolean {
  return DECISION_SEVERITY[action] === DECISION_SEVERITY.DENY;
}

const ORDER = Object.keys(DECISION_SEVERITY);

/** By severity; within one severity by the fixed order of the table. */
export function isWorse(action: DecisionAction, than: DecisionAction): boolean {
  const more = DECISION_SEVERITY[action] - DECISION_SEVERITY[than];
  return more > 0 || (more === 0 && ORDER.indexOf(action) < ORDER.indexOf(than));
}

function dutiesOf(action: DecisionAction, written: readonly ModuleObligation[]): readonly ModuleObligation[] {
  const type = DUTY[action];
  return type === undefined || written.some((duty) => duty.type === type) ? written : [...written, { type }];
}
