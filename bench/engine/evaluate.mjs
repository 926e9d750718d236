// Measures one decision with 1,000 policies of two conditions, of which ten cover the action.
import { finish, load, timeCalls } from "./measure.mjs";
import { mergeOf, policiesOver } from "./policies.mjs";

const { compileBundle, evaluate } = await load("policy");
const bundle = compileBundle({ policies: policiesOver(1_000, 100) });
const WARM_UP = 50_000;
const CALLS = 100_000;

const cases = {
  "one of ten applies and allows": { make: (i) => mergeOf(i % 100, `acme/repo-${i % 10}`, 42), status: "executed", reported: 2 },
  "none of ten applies": { make: (i) => mergeOf(i % 100, "acme/other", 42), status: "denied", reported: 0 },
  "all ten apply and allow": { make: (i) => mergeOf(i % 100, "acme/shared", 42), status: "executed", reported: 2 },
  "all ten apply and fail": { make: (i) => mergeOf(i % 100, "acme/shared", 420), status: "denied", reported: 11 },
};
const result = {};
for (const [name, { make, status, reported }] of Object.entries(cases)) {
  const verdict = evaluate(make(0), bundle);
  if (verdict.status !== status || verdict.conditions_evaluated.length !== reported)
    throw new Error(`${name}: ${verdict.status} with ${verdict.conditions_evaluated.length} conditions`);
  result[name] = timeCalls({ make, run: (facts) => evaluate(facts, bundle), warmUp: WARM_UP, calls: CALLS });
}
finish(result);
