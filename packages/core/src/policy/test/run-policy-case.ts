import { caseTools, emptyHistory, recordEarlier, settleCase } from "../../cases/case-history.ts";
import type { Verdict } from "../../model/verdict.ts";
import { compileBundle } from "../compile-bundle.ts";
import { evaluate } from "../evaluate.ts";
import { documentOf, factsOf, type PolicyCase, sourcesOf } from "./case-files.ts";

/** Returns the verdict of a case, settled with its earlier actions. */
export function verdictOfCase({ policies, facts, earlier = [], options = {} }: PolicyCase): Verdict {
  const { explain, ...bundle } = options;
  const compiled = compileBundle({ ...bundle, policies: sourcesOf(policies.map(documentOf)) });
  const tools = caseTools();
  const asked = factsOf(facts);
  const now = Date.parse(asked.time.now);
  const history = emptyHistory();
  for (const { facts: before, times = 1, ago = 0, outcome } of earlier) {
    const verdict = evaluate(factsOf(before), compiled, { tools });
    for (let i = 0; i < times; i++) recordEarlier(verdict, history, { now: now - ago, outcome });
  }
  return settleCase(evaluate(asked, compiled, { explain, tools }), history, now);
}
