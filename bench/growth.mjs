// Searches for texts whose inspection time grows faster than their length. The texts are repeated short pieces: every keyword of every
// rule in several forms, escapes, lookalikes, fragments of encodings, quotes, brackets, labels, separators, pairs of these, and truncated
// examples. `PAIRS=` sets the number of pairs (20,000), `SEED=` the random seed.
import { fork } from "node:child_process";
import path from "node:path";
import { withBundle } from "./lib/bundle.mjs";
import { report } from "./lib/report.mjs";
import { round } from "./lib/stats.mjs";

const PAIRS = Number(process.env.PAIRS ?? 20_000);
const SEED = Number(process.env.SEED ?? 20_261_122);
const MODULES = ["secrets", "pii", "content"];
const BUNDLE = {
  "compile-modules": "src/modules/compile-modules.ts",
  detect: "../detect/src/index.ts",
  "detect-texts": "../detect/src/testing/index.ts",
};

await withBundle(BUNDLE, async (dir) => {
  const goals = [];
  const details = {};
  for (const module of MODULES) {
    const { pieces, steepest, slowest } = await run(dir, module);
    console.log(`\n${module}: ${pieces} pieces`);
    for (const one of steepest.slice(0, 8)) print("growth", one);
    for (const one of slowest.slice(0, 8)) print("slowest", one);
    details[module] = { pieces, steepest: steepest.slice(0, 20), slowest: slowest.slice(0, 20) };
    goals.push(
      {
        name: `${module}: 256 KB against 64 KB, steepest`,
        value: round(steepest[0]?.ratio ?? 0),
        unit: "x",
        floor: 6,
        target: 5,
        better: "lower",
      },
      { name: `${module}: slowest`, value: round(slowest[0]?.nsPerByte ?? 0), unit: "ns/byte", floor: 2_000, target: 500, better: "lower" },
    );
  }
  report("growth", goals, { pairs: PAIRS, seed: SEED, ...details });
});

function print(what, { piece, ratio, nsPerByte }) {
  console.log(`  ${what}: ${round(ratio)} x, ${round(nsPerByte)} ns/byte: ${JSON.stringify(piece)}`);
}

function run(dir, module) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, "growth", "search.mjs"), [dir, module, String(PAIRS), String(SEED)], {
      cwd: path.join(import.meta.dirname, ".."),
    });
    let result;
    child.on("message", (message) => {
      result = message;
    });
    child.on("error", reject);
    child.on("exit", (code) => (result === undefined ? reject(new Error(`${module} ended with ${code} and no result`)) : resolve(result)));
  });
}
