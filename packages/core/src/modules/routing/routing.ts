import { z } from "zod";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { conditionSchema } from "../../conditions/condition-schema.ts";
import { startEvaluation } from "../../conditions/evaluation.ts";
import { TRUE } from "../../conditions/tri.ts";
import { type EvaluateModule, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const word = z.string().min(1).max(256);
const suggestion = z.strictObject({ provider: word.optional(), name: word });

const schema = moduleConfig({
  /** The first rule that holds applies. */
  rules: z
    .array(z.strictObject({ when: conditionSchema, suggest: suggestion }))
    .min(1)
    .max(64),
});

function compile({ rules }: z.output<typeof schema>): EvaluateModule {
  const compiled = rules.map(({ when, suggest }, i) => ({
    suggest,
    test: compileCondition(when, ["spec", "modules", "routing", "rules", i], { isPrivate: () => false, restricts: false }).test,
  }));
  return ({ facts }) => {
    if (facts.submission.model === undefined) return NOTHING;
    const run = startEvaluation(facts);
    const rule = compiled.find(({ test }) => test(run) === TRUE);
    const model = facts.submission.model as { name?: string };
    if (!rule || rule.suggest.name === model.name) return NOTHING;
    const { provider, name } = rule.suggest;
    const params = { model: { ...(provider === undefined ? {} : { provider }), name } };
    return { ...NOTHING, reason_codes: ["MODEL_SUGGESTED"], obligations: [{ type: "route", params, advisory: true }] };
  };
}

/** Suggests another model without substituting it. */
export const routing = { name: "routing", schema, denial: "CONDITIONS_DENIED", compile } as const satisfies PolicyModule<typeof schema>;
