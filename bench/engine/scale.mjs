// Measures how the time of a decision grows with 100 times the policies, of which one in a hundred covers the action.
import { median } from "../lib/stats.mjs";
import { finish, load, timeLoop } from "./measure.mjs";
import { mergeOf, policiesOver } from "./policies.mjs";

const { compileBundle, evaluate } = await load("policy");
const ROUNDS = 7;
// One policy of 100, or a hundred of 10,000, covers each action. One of them applies.
const requests = Array.from({ length: 1_000 }, (_, i) => mergeOf(i % 100, "acme/repo-0", 42));

/** Policies of one action differ by an equality, or by a comparison that no index supports. */
const CONDITIONS = {
  equality: undefined,
  comparison: (i) => (i < 100 ? { field: "pr_size", operator: "lt", value: 100 } : { field: "pr_size", operator: "gt", value: i }),
};

function compare(when) {
  const small = compileBundle({ policies: policiesOver(100, 100, when) });
  const large = compileBundle({ policies: policiesOver(10_000, 100, when) });
  for (const bundle of [small, large]) {
    const { status, policies } = evaluate(requests[0], bundle);
    if (status !== "executed" || policies.length !== 1) throw new Error(`${status} by ${policies.length} policies`);
  }
  const run = (bundle, calls) => timeLoop((i) => evaluate(requests[i % requests.length], bundle), calls);
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({ small: run(small, 100_000), large: run(large, 20_000) })).slice(1);
  return {
    ratio: median(rounds.map(({ small, large }) => large / small)),
    us: { 100: median(rounds.map(({ small }) => small)), "10,000": median(rounds.map(({ large }) => large)) },
  };
}

finish(Object.fromEntries(Object.entries(CONDITIONS).map(([name, when]) => [name, compare(when)])));
