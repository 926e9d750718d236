// Finds the slowest text of 20,000 characters for user patterns: a single one, and twenty of the same kind.
import { clocks, finish, load } from "./measure.mjs";
import { requestOf } from "./policies.mjs";

const { MODULES } = await load("modules");
const { compileModules } = await load("compile-modules");
const { fill } = await load("detect-texts");

const PATTERNS = [
  "(a+)+$",
  "(a|aa)+b",
  "(.*a){8}",
  "(.*a){8}b",
  "(x+x+)+y",
  "a(?:.*z)?",
  "a.{0,40}b.{0,40}",
  "[a-z]{20,60}=.{10}",
  "(?:a[^b]{5,50}){2}",
  "(a|b)*a(a|b){12}",
  "[ab].{200}[ab]",
  "(?:[ab].{0,30}){6}",
  "(?:(?:a{0,15}){0,15}b?)",
  "\\bkey\\b.*\\d{4}$",
  "\\b\\w",
  "[a-z]",
];
const letters = (alphabet) =>
  Array.from({ length: 20_000 }, (_, i) => alphabet[(Math.imul(i ^ (i >> 3), 2654435761) >>> 9) % alphabet.length]).join("");
const TEXTS = {
  a: fill("a"),
  ab: fill("ab"),
  x: fill("x"),
  "key ": fill("key "),
  "random ab": letters("ab"),
  "random a-z": letters("abcdefghijklmnopqrstuvwxyz"),
};
const KINDS = {
  secrets: (regex, count) => ({ rules: Array.from({ length: count }, (_, i) => ({ id: `r${i}`, regex })) }),
  content: (regex, count) => ({ patterns: Array.from({ length: count }, (_, i) => ({ name: `p${i}`, regex })) }),
};
const tools = { fingerprint: (value) => String(value.length), verifySignature: () => false };

const runs = [];
for (const module of MODULES.filter(({ name }) => name in KINDS))
  for (const regex of PATTERNS)
    for (const count of [1, 20]) {
      const [{ evaluate }] = compileModules({ [module.name]: KINDS[module.name](regex, count) }, [module]);
      for (const [text, content] of Object.entries(TEXTS)) {
        const facts = requestOf({ action_type: "tool.call", content });
        const run = () => {
          const { cpu, wall } = clocks(() => evaluate({ facts, tools, scan: {} }));
          return Math.min(cpu, wall);
        };
        run();
        runs.push({ module: module.name, regex, count, text, ms: run(), run });
      }
    }
// The minimum of several runs, so that a pause of the machine does not count as a slow pattern.
const slowest = runs
  .sort((a, b) => b.ms - a.ms)
  .slice(0, 24)
  .map(({ run, ms, ...rest }) => ({ ...rest, ms: Math.min(ms, ...Array.from({ length: 6 }, run)) }));
finish({ runs: runs.length, worst: slowest.sort((a, b) => b.ms - a.ms)[0] });
