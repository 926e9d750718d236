// Evaluates the same requests with the same 100 policies here and in Cedar, alternately, both prepared and warm. Answers are compared
// before speed counts.
import { createRequire } from "node:module";
import { median } from "../lib/stats.mjs";
import { finish, load, timeLoop } from "./measure.mjs";
import { mergeOf, policiesOver } from "./policies.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
const { compileBundle, evaluate } = await load("policy");
const { answerOf, cedarAnswerOf, cedarCall, prepareCedar } = await load("cedar-differ");
const { toCedar } = await load("cedar-translate");
const ROUNDS = 7;

const policies = policiesOver(100, 100);
const bundle = compileBundle({ policies });
prepareCedar(cedar, "bench", Object.assign({}, ...policies.map(({ document }) => toCedar(document, "guarded"))));

// Requests that are allowed, denied by a requirement, not covered, and without the required fields.
const requests = Array.from({ length: 400 }, (_, i) => {
  const repo = ["acme/repo-0", "acme/shared", "acme/other", undefined][i % 4];
  return mergeOf(i % 101, repo, i % 3 === 0 ? 420 : 42);
}).map(({ submission, ...rest }) => ({ ...rest, submission: JSON.parse(JSON.stringify(submission)) }));
const calls = requests.map((facts) => cedarCall("bench", facts));
let allowed = 0;
for (const [i, facts] of requests.entries()) {
  const here = answerOf(evaluate(facts, bundle));
  const there = cedarAnswerOf(cedar.statefulIsAuthorized(calls[i]), false);
  if (here !== there) throw new Error(`answers differ: ${here}, Cedar ${there}`);
  if (here.startsWith("allow")) allowed++;
}
const rounds = Array.from({ length: ROUNDS + 2 }, () => ({
  cedar: timeLoop((i) => cedar.statefulIsAuthorized(calls[i % calls.length]), 4_000),
  here: timeLoop((i) => evaluate(requests[i % requests.length], bundle), 400_000),
})).slice(2);
finish({
  ratio: median(rounds.map((round) => round.cedar / round.here)),
  us: { cedar: median(rounds.map((round) => round.cedar)), here: median(rounds.map((round) => round.here)) },
  allowed: allowed / requests.length,
});
