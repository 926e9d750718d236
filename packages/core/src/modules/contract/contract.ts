import { z } from "zod";
import { compileCondition } from "../../policy/compile-condition.ts";
import { startRun } from "../../policy/run.ts";
import { TRUE } from "../../policy/tri.ts";
import { conditionSchema } from "../conditions-schema.ts";
import { type EvaluateModule, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const label = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "must be a word such as invoice_exists");
const clauses = z
  .array(z.strictObject({ name: label, holds: conditionSchema }))
  .min(1)
  .max(64);

const schema = moduleConfig({
  /** What must hold before the call. */
  pre: clauses.optional(),
  /** What the caller checks after it, also when it failed, and reports. */
  post: z.array(label).min(1).max(64).optional(),
});

function compile({ pre = [], post }: z.output<typeof schema>): EvaluateModule {
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
    return post ? { ...NOTHING, obligations: [{ type: "check_after", params: { checks: post } }] } : NOTHING;
  };
}

/** Pre- and postconditions of one call. */
export const contract = { name: "contract", schema, denial: "CONTRACT_FAILED", compile } as const satisfies PolicyModule<typeof schema>;
