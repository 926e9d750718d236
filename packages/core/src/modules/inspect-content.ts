import type { DecisionAction } from "../evidence/decision-actions.ts";
import type { Facts } from "../model/facts.ts";
import { compileModules } from "./compile-modules.ts";
import type { ModuleFinding, ModuleTools } from "./module.ts";
import { runModules } from "./run-modules.ts";

/** The result of inspecting one text. */
export interface InspectedContent {
  readonly action: DecisionAction;
  readonly reason_codes: readonly string[];
  /** 0 to 100. */
  readonly risk_score: number;
  readonly findings: readonly (ModuleFinding & { readonly module: string })[];
}

const DEFAULTS = compileModules({ secrets: {}, pii: {}, content: {} });

/** Facts for modules that only read the submission. */
const EMPTY_FACTS: Omit<Facts, "submission"> = {
  agent: { id: "", name: "", labels: {}, capabilities: [] },
  ancestors: [],
  delegation: null,
  environment: "prod",
  time: { now: "1970-01-01T00:00:00.000Z", zone: "UTC" },
};

/** Inspects a text with `secrets`, `pii` and `content` in their default configuration. Never throws: a module that fails denies. */
export function inspectContent(content: string, tools: ModuleTools): InspectedContent {
  const facts: Facts = { ...EMPTY_FACTS, submission: { action_type: "content.check", content } };
  const { action, reason_codes, risk, findings } = runModules(DEFAULTS, { facts, tools, scan: {} });
  return { action, reason_codes: reason_codes.length > 0 ? reason_codes : ["POLICY_COMPLIANT"], risk_score: risk, findings };
}
