import { compileCondition } from "../../conditions/compile-condition.ts";
import type { Condition } from "../../conditions/condition.ts";
import { startEvaluation } from "../../conditions/evaluation.ts";
import { FALSE, TRUE } from "../../conditions/tri.ts";
import type { Facts } from "../../model/facts.ts";
import type { Json } from "../../model/json.ts";
import type { Obligation } from "../../model/verdict.ts";

/** The obligation to check something after the call and report it in `metadata.checks`. */
export const CHECK_AFTER = "check_after";
/** The obligation that records the postconditions for the report. */
export const POSTCONDITIONS = "postconditions";

/** The outcome that an agent reports. */
export interface ReportedOutcome {
  readonly status: "success" | "failure" | "partial";
  readonly message?: string | undefined;
  readonly metadata?: Readonly<Record<string, Json>> | undefined;
}

/** A postcondition and its result; `unknown` when the report lacks the data. */
export interface Postcondition {
  /** The policy's name. */
  readonly policy: string;
  readonly name: string;
  readonly result: "holds" | "broken" | "unknown";
}

/**
 * Evaluates the postconditions of a decision against a report, whatever its status.
 * @param obligations of the decision
 * @param facts of the stored submission
 */
export function checkOutcome(obligations: readonly Obligation[], outcome: ReportedOutcome, facts: Facts): Postcondition[] {
  const after = {
    ...facts,
    submission: { ...facts.submission, metadata: { ...facts.submission.metadata, outcome: { ...outcome } } },
  };
  const checks = outcome.metadata && Object.hasOwn(outcome.metadata, "checks") ? outcome.metadata.checks : undefined;
  return obligations.flatMap(({ type, policy, params, module }) => {
    if (module !== "contract") return [];
    const listed = Array.isArray(params?.checks) ? params.checks : [];
    if (type === CHECK_AFTER) return listed.map((name) => ({ policy, name: String(name), result: reported(checks, String(name)) }));
    if (type !== POSTCONDITIONS) return [];
    return (listed as unknown as { name: string; holds: Condition }[]).map(({ name, holds }) => ({
      policy,
      name,
      result: judge(holds, after),
    }));
  });
}

function judge(holds: Condition, facts: Facts): Postcondition["result"] {
  const truth = compileCondition(holds, [], { isPrivate: () => false, restricts: false }).test(startEvaluation(facts));
  if (truth === TRUE) return "holds";
  return truth === FALSE ? "broken" : "unknown";
}

function reported(checks: Json | undefined, name: string): Postcondition["result"] {
  const known = typeof checks === "object" && checks !== null && Object.hasOwn(checks, name);
  const reported = known ? (checks as Readonly<Record<string, Json>>)[name] : undefined;
  if (typeof reported !== "boolean") return "unknown";
  return reported ? "holds" : "broken";
}
