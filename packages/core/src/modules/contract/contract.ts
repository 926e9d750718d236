import { z } from "zod";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { conditionSchema } from "../../conditions/condition-schema.ts";
import { startEvaluation } from "../../conditions/evaluation.ts";
import { TRUE } from "../../conditions/tri.ts";
import type { Json } from "../../model/json.ts";
import { type EvaluateModule, type ModuleObligation, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";
import { CHECK_AFTER, POSTCONDITIONS } from "./check-outcome.ts";

const label = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "must be a word such as invoice_exists");
const clause = z.strictObject({ name: label, holds: conditionSchema });
const MAX_CLAUSES = 64;

const schema = moduleConfig({
  /** Conditions before the call. */
  pre: z.array(clause).min(1).max(MAX_CLAUSES).optional(),
  /**
   * Conditions after the call, evaluated when its outcome is reported, including failures. A condition may read `outcome.status` and
   * `outcome.metadata.…` as well as the facts. A plain name is checked by the caller, who reports the result.
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
    test: compileCondition(holds, ["spec", "modules", "contract", "pre", i], { isPrivate: () => false, restricts: false }).test,
  }));
  return ({ facts }) => {
    const run = startEvaluation(facts);
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

/** Returns the obligations for postconditions: the caller checks those only it can see; the others are recorded for the report. */
function obligationsOf(post: NonNullable<z.output<typeof schema>["post"]>): ModuleObligation[] {
  const named = post.filter((one) => typeof one === "string");
  const written = post.filter((one) => typeof one !== "string");
  return [
    ...(named.length > 0 ? [{ type: CHECK_AFTER, params: { checks: named } }] : []),
    ...(written.length > 0 ? [{ type: POSTCONDITIONS, params: { checks: written as unknown as Json }, advisory: true as const }] : []),
  ];
}

/** Checks conditions before and after one kind of call. */
export const contract = { name: "contract", schema, denial: "CONTRACT_FAILED", compile } as const satisfies PolicyModule<typeof schema>;
