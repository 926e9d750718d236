// Runs one module on every piece: first short texts for all pieces, then long texts for those with steep or high times.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { clocks } from "../engine/measure.mjs";
import { requestOf } from "../engine/policies.mjs";

const [, , dir, module, pairs, seed] = process.argv;
/** Ratio of times above which a piece is timed again. */
const STEEP = 5;
const KB = 1024;
/** Number of pieces of the first round that are measured again. */
const AGAIN = 60;
const load = (name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href);
const { compileModules } = await load("compile-modules");
const { CONTENT_RULES, keywordsOf, SECRET_RULES } = await load("detect");
const { drawPieces, expandTemplate, HOSTILE, HOSTILE_TABLES, keywordPieces, randomNumbers } = await load("detect-texts");

const random = randomNumbers(Number(seed));
const cases = path.join(import.meta.dirname, "../../packages/detect/cases");
const examples = ["secrets", "content", "pii"].flatMap((folder) =>
  readdirSync(path.join(cases, folder)).flatMap((file) =>
    JSON.parse(readFileSync(path.join(cases, folder, file), "utf8"))
      .flatMap(({ found }) => found)
      .map((template) => expandTemplate(template, random)),
  ),
);
const keywords = [...new Set([...SECRET_RULES.flatMap(keywordsOf), ...CONTENT_RULES.flatMap(({ keywords }) => keywords)])];
const PIECES = [
  ...new Set([
    ...HOSTILE,
    ...HOSTILE_TABLES.map(([, piece]) => piece),
    ...HOSTILE_TABLES.map(([head, piece]) => head + piece),
    ...keywordPieces(keywords),
    ...examples,
    ...examples.map((text) => text.slice(0, -3)),
    ...drawPieces(Number(pairs), random, keywords),
  ]),
];

const [{ evaluate }] = compileModules({ [module]: { max_bytes: 4 * KB * KB } });
const tools = { fingerprint: (value) => String(value.length), verifySignature: () => false };
const fill = (piece, size) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

function once(piece, size) {
  const facts = requestOf({ action_type: "content.check", content: fill(piece, size) });
  // The smaller of wall-clock and CPU time, so that waiting for a busy machine does not count.
  const { cpu, wall } = clocks(() => evaluate({ facts, tools, scan: {} }));
  return Math.min(cpu, wall);
}

const best = (piece, size, times) => Math.min(...Array.from({ length: times }, () => once(piece, size)));

for (const piece of PIECES.slice(0, 300)) once(piece, 8 * KB);
const first = PIECES.map((piece) => {
  const [small, large] = [once(piece, 8 * KB), once(piece, 32 * KB)];
  return { piece, ratio: large < 1 ? 0 : large / small, ms: large };
});
const suspects = new Set([
  ...[...first].sort((a, b) => b.ratio - a.ratio).slice(0, AGAIN),
  ...[...first].sort((a, b) => b.ms - a.ms).slice(0, AGAIN),
]);
/** Times a piece at both lengths, the best of several runs. */
function measure(piece, runs) {
  const small = best(piece, 64 * KB, runs);
  const large = best(piece, 256 * KB, runs);
  return { piece, ratio: large < 4 ? 0 : large / small, nsPerByte: (large * 1e6) / (256 * KB) };
}

// A pause of the machine in one of three runs looks like growth, so steep pieces are timed again.
const measured = [...suspects].map(({ piece }) => measure(piece, 3)).map((one) => (one.ratio > STEEP ? measure(one.piece, 9) : one));
process.send(
  {
    pieces: PIECES.length,
    steepest: [...measured].sort((a, b) => b.ratio - a.ratio),
    slowest: [...measured].sort((a, b) => b.nsPerByte - a.nsPerByte),
  },
  () => process.disconnect(),
);
