import { z } from "zod";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { conditionSchema } from "../../conditions/condition-schema.ts";
import { startRun } from "../../conditions/run.ts";
import { TRUE } from "../../conditions/tri.ts";
import type { Json } from "../../model/json.ts";
import { type EvaluateModule, type ModuleObligation, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";
import { CHECK_AFTER, POSTCONDITIONS } from "./check-outcome.ts";

const label = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "must be a word such as invoice_exists");
const clause = z.strictObject({ name: label, holds: conditionSchema });
const MAX_CLAUSES = 64;

const schema = moduleConfig({
  /** What must hold before the call. */
  pre: z.array(clause).min(1).max(MAX_CLAUSES).optional(),
  /**
   * What must hold after it, looked at when its outcome is reported, also when it failed. A clause is looked at here, and asks for
   * `outcome.status`, `outcome.metadata.…` beside everything else; a name alone is looked at by the caller, who reports it.
   */
  post: z
    .array(z.union([label, clause]))
    .min(1)
    .max(MAX_CLAUSES)
    .optional(),
});

function compile({ pre = [], post = [] }: z.output<typeof schema>): EvaluateModule {
  const obligations = obligationsOf(post);
  const tests = pre.map(({ name, holds }, i) => ({
    name,
    test: compileCondition(holds, ["spec", "modules", "contract", "pre", i], { isPrivate: () => false }).test,
  }));
  return ({ facts }) => {
    const run = startRun(facts);
    const broken = tests.find(({ test }) => test(run) !== TRUE);
    if (broken)
      return {
        action: "DENY",
        reason_codes: ["PRECONDITION_FAILED"],
        risk: 100,
        message: `the precondition ${broken.name} does not hold.`,
      };
    return obligations.length > 0 ? { ...NOTHING, obligations } : NOTHING;
  };
}

/** Of the caller what only it can see; what is looked at here is on record with the decision, so that a report is held against it. */
function obligationsOf(post: NonNullable<z.output<typeof schema>["post"]>): ModuleObligation[] {
  const named = post.filter((one) => typeof one === "string");
  const written = post.filter((one) => typeof one !== "string");
  return [
    ...(named.length > 0 ? [{ type: CHECK_AFTER, params: { checks: named } }] : []),
    ...(written.length > 0 ? [{ type: POSTCONDITIONS, params: { checks: written as unknown as Json }, advisory: true as const }] : []),
  ];
}

/** Pre- and postconditions of one call. */
export const contract = { name: "contract", schema, denial: "CONTRACT_FAILED", compile } as const satisfies PolicyModule<typeof schema>;
