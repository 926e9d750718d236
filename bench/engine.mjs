// Benchmarks the evaluator and its modules: single decisions, growth, hostile texts, and a comparison with Cedar. Each part runs in its
// own process, so that none is compiled for the inputs of another. `--differential` only compares answers with Cedar.
import { fork } from "node:child_process";
import path from "node:path";
import { withBundle } from "./lib/bundle.mjs";
import { report } from "./lib/report.mjs";
import { round } from "./lib/stats.mjs";

const COMPARISONS = Number(process.env.COMPARISONS ?? 100_000);
const SEED = Number(process.env.SEED ?? 20_261_121);
const BUNDLE = {
  policy: "src/policy/index.ts",
  modules: "src/modules/all-modules.ts",
  "compile-modules": "src/modules/compile-modules.ts",
  detect: "../detect/src/index.ts",
  "detect-texts": "../detect/src/testing/index.ts",
  "cedar-differ": "src/policy/test/cedar-differ.ts",
  "cedar-translate": "src/policy/test/cedar-translate.ts",
};
const goal = (name, value, unit, floor, target, better = "lower") => ({ name, value: round(value), unit, floor, target, better });

await withBundle(BUNDLE, async (dir) => {
  const run = (part, ...args) => runPart(part, [dir, ...args.map(String)]);
  const speeds = process.argv.includes("--differential") ? { goals: [], details: {} } : await measure(run);
  const differential = await run("differential", COMPARISONS, SEED);
  console.log(
    `${differential.compared} answers compared with Cedar's, ${differential.allowed} allowed, ${differential.differences} differ`,
  );
  report("engine", [...speeds.goals, goal("answers that differ from Cedar's", differential.differences, "", 0, 0)], {
    ...speeds.details,
    differential,
  });
});

async function measure(run) {
  const evaluate = await run("evaluate");
  table("1,000 policies, two conditions each, ten about the action", evaluate);
  const scale = await run("scale");
  for (const [name, { us }] of Object.entries(scale))
    console.log(`\nTold apart by one ${name}: 100 policies ${round(us[100])} µs, 10,000 policies ${round(us["10,000"])} µs`);
  const { modules, ...sizes } = await run("modules");
  table(`One policy with ${modules.join(", ")}`, sizes);
  const hostile = await run("hostile");
  console.log(`\nThe slowest of ${hostile.pieces} texts of 20,000 characters`);
  for (const [name, { ms, piece }] of Object.entries(hostile.worst))
    console.log(`  ${name}: ${round(ms)} ms, ${JSON.stringify(piece)} over and over`);
  const patterns = await run("patterns");
  console.log(
    `  patterns of the organisation: ${round(patterns.worst.ms)} ms, ${patterns.worst.count} of ${JSON.stringify(patterns.worst.regex)} in ${patterns.worst.module} on ${JSON.stringify(patterns.worst.text)}`,
  );
  const cedar = await run("cedar");
  console.log(
    `\n100 policies: Cedar ${round(cedar.us.cedar)} µs, here ${round(cedar.us.here)} µs; ${Math.round(100 * cedar.allowed)} % allowed, same answers`,
  );
  const decisions = Object.entries(evaluate).flatMap(([name, { p50, p99 }]) => [
    goal(`evaluate, ${name}, p50`, p50, "µs", 50, 5),
    goal(`evaluate, ${name}, p99`, p99, "µs", 50, 25),
  ]);
  return {
    goals: [
      ...decisions,
      ...Object.entries(scale).map(([name, { ratio }]) =>
        goal(`10,000 policies against 100, told apart by one ${name}`, ratio, "x", 50, 20),
      ),
      goal("four modules, 200 B, p50", sizes["200 B"].p50, "µs", 100, 15),
      goal("four modules, 200 B, p99", sizes["200 B"].p99, "µs", 100, 100),
      goal("four modules, 10 KB, p50", sizes["10 KB"].p50, "µs", 1_000, 60),
      goal("four modules, 10 KB, p99", sizes["10 KB"].p99, "µs", 1_000, 1_000),
      ...Object.entries(hostile.worst).map(([name, { ms }]) => goal(`slowest 20 KB for ${name}`, ms, "ms", 25, 5)),
      goal("slowest 20 KB for patterns of the organisation", patterns.worst.ms, "ms", 25, 15),
      goal("against Cedar, 100 policies", cedar.ratio, "x", 100, 500, "higher"),
    ],
    details: { evaluate, scale, modules: { names: modules, ...sizes }, hostile, patterns, cedar },
  };
}

function table(title, rows) {
  console.log(`\n${title}`);
  for (const [name, { p50, p99, calls }] of Object.entries(rows))
    console.log(`  ${name}: p50 ${round(p50)} µs, p99 ${round(p99)} µs (${calls} calls)`);
}

function runPart(part, args) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, "engine", `${part}.mjs`), args, { cwd: path.join(import.meta.dirname, "..") });
    let result;
    child.on("message", (message) => {
      result = message;
    });
    child.on("error", reject);
    child.on("exit", (code) => (result === undefined ? reject(new Error(`${part} ended with ${code} and no result`)) : resolve(result)));
  });
}
