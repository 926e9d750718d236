// Finds the slowest text of 20,000 characters for each module, among many constructed ones.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { clocks, finish, load } from "./measure.mjs";
import { requestOf } from "./policies.mjs";

const { MODULES } = await load("modules");
const { compileModules } = await load("compile-modules");
const { CONTENT_RULES, keywordsOf, SECRET_RULES } = await load("detect");
const { expandTemplate, fill, HOSTILE, randomNumbers } = await load("detect-texts");
const cases = path.join(import.meta.dirname, "../../packages/detect/cases");

const random = randomNumbers(5);
/** Examples without their last character, repeated: texts that almost match. */
const cutShort = (folder) =>
  readdirSync(path.join(cases, folder)).flatMap((file) =>
    JSON.parse(readFileSync(path.join(cases, folder, file), "utf8"))
      .flatMap(({ found }) => found)
      .map((template) => `${expandTemplate(template, random).slice(0, -3)}\u0007`),
  );
const withAssignment = (words) => [...new Set(words)].flatMap((word) => [word, `${word}=`]);
const PIECES = [
  ...new Set([
    ...HOSTILE,
    ...withAssignment(SECRET_RULES.flatMap(keywordsOf)),
    ...withAssignment(CONTENT_RULES.flatMap(({ keywords }) => keywords)),
    ...cutShort("secrets"),
    ...cutShort("content"),
    ...cutShort("pii"),
  ]),
];

/** Parts that a module needs before it inspects a text. */
const CONFIGS = {
  registry: { tools: [{ name: "search" }] },
  memory: { write: {}, read: {} },
  contract: { pre: [{ name: "short", holds: { field: "content", operator: "matches", value: "(a|b)*c" } }] },
  routing: { rules: [{ when: { field: "content", operator: "contains", value: "never" }, suggest: { name: "small" } }] },
};
const tools = { fingerprint: (value) => String(value.length), verifySignature: () => false };

const result = { pieces: PIECES.length, worst: {} };
for (const module of MODULES) {
  if (!module.schema.safeParse(CONFIGS[module.name] ?? {}).success) throw new Error(`no settings for ${module.name}`);
  const [{ evaluate }] = compileModules({ [module.name]: CONFIGS[module.name] ?? {} }, [module]);
  const run = (piece) => {
    const facts = requestOf({ action_type: "tool.call", content: fill(piece) });
    const { cpu, wall } = clocks(() => evaluate({ facts, tools, scan: {} }));
    return Math.min(cpu, wall);
  };
  for (const piece of PIECES.slice(0, 200)) run(piece);
  // The minimum of several runs, so that a pause of the machine does not count as a slow text.
  const slowest = PIECES.map((piece) => ({ piece, ms: run(piece) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 16);
  const again = slowest.map(({ piece, ms }) => ({ piece, ms: Math.min(ms, ...Array.from({ length: 6 }, () => run(piece))) }));
  result.worst[module.name] = again.sort((a, b) => b.ms - a.ms)[0];
}
finish(result);
