import type { DecisionAction } from "../../evidence/decision-actions.ts";
import type { ReasonCodeName } from "../../evidence/reason-codes.ts";
import type { ModuleInput, ModuleOutcome } from "../module.ts";

/** The reason code of a memory write that a module denies. */
const DENIED: Readonly<Record<string, ReasonCodeName>> = { secrets: "MEMORY_WRITE_DENIED_SECRET", pii: "MEMORY_WRITE_DENIED_PII" };
const ACTIONS: Partial<Readonly<Record<DecisionAction, DecisionAction>>> = { DENY: "DENY_WRITE", REDACT: "REDACT_AND_WRITE" };

export function writesMemory({ facts }: ModuleInput): boolean {
  return (facts.submission.memory as { op?: unknown } | undefined)?.op === "write";
}

/** Translates the outcome of a module for a memory write. */
export function asMemoryWrite(module: string, outcome: ModuleOutcome): ModuleOutcome {
  const denied = DENIED[module];
  const action = ACTIONS[outcome.action];
  if (denied === undefined || action === undefined || !outcome.findings?.length) return outcome;
  const code: ReasonCodeName = action === "DENY_WRITE" ? denied : "MEMORY_WRITE_REDACTED";
  return { ...outcome, action, reason_codes: [...outcome.reason_codes, code] };
}
