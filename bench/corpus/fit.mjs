// Computes the weights of the score from the training split and from installed files, and writes packages/detect/src/rules/weights.json:
// `node bench/corpus/fit.mjs`. Prints for each source how many candidates score above one half.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withBundle } from "../lib/bundle.mjs";
import { installedTexts } from "./installed.mjs";
import { loadCorpus } from "./load.mjs";

const WEIGHTS = path.join(import.meta.dirname, "../../packages/detect/src/rules/weights.json");
/** Examples and counterexamples of the rules, which belong to the training split. */
const CASES = path.join(import.meta.dirname, "../../packages/detect/cases/secrets");
const SEEDS = [1, 7, 42, 1234, 99_991];
const INSTALLED_BYTES = Number(process.env.INSTALLED_MB ?? 250) * 1e6;
const STEPS = Number(process.env.STEPS ?? 500);
const SHRINKAGE = 2e-5;
/** Weight of a value that is no credential, relative to a credential: a false alarm is worse than a miss. */
const PRECISION = Number(process.env.PRECISION ?? 1.7);
/** Smaller weights are left out of the table. */
const MIN_WEIGHT = 0.05;

const { candidatesOf, compileMatcher, eachFeature, expandTemplate, layersOf, nameOf, randomNumbers, SECRET_RULES, textsOf } =
  await withBundle(
    {
      detect: "../detect/src/index.ts",
      testing: "../detect/src/testing/index.ts",
      texts: "src/modules/submission-texts.ts",
      names: "src/modules/name-of.ts",
    },
    async (dir) => {
      const load = (name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href);
      return Object.assign({}, ...(await Promise.all(["detect", "testing", "texts", "names"].map(load))));
    },
  );
const matcher = compileMatcher(SECRET_RULES);
const examples = new Map();

for (const split of ["train", "heldout"]) {
  for (const name of ["secrets", "minted"])
    for (const row of loadCorpus(name, split)) {
      if (row.secret === undefined && name === "secrets") continue;
      const weight = name === "minted" ? 3 : 1;
      for (const candidate of candidatesIn(row.value))
        if (row.secret === undefined || isSecret(candidate.value, row.secret))
          add(candidate, row.secret === undefined ? 0 : 1, `${name} ${split}`, weight, split);
    }
  for (const { value } of loadCorpus("quiet", split))
    for (const candidate of candidatesIn(value)) add(candidate, 0, `quiet ${split}`, 2, split);
}
for (const file of readdirSync(CASES))
  for (const { rule: id, found, quiet, hits = 1 } of JSON.parse(readFileSync(path.join(CASES, file), "utf8")))
    for (const seed of SEEDS) {
      const random = randomNumbers(seed);
      if (hits === 1)
        for (const template of found) {
          const candidates = candidatesIn(expandTemplate(template, random)).filter(
            ({ rule }) => rule.id === id || (rule.category === "generic" && id.startsWith("generic")),
          );
          if (new Set(candidates.map(({ value }) => value)).size === 1)
            for (const candidate of candidates) add(candidate, 1, "examples", 14, "train");
        }
      for (const template of quiet)
        for (const candidate of candidatesIn(expandTemplate(template, random))) add(candidate, 0, "examples", 20, "train");
    }
for (const { text } of installedTexts(INSTALLED_BYTES, "train"))
  for (const candidate of candidatesOf(layersOf(text), "", matcher)) add(candidate, 0, "installed train", 3, "train");

const all = [...examples.values()];
writeFileSync(WEIGHTS, `${JSON.stringify({ password: fitWeights("password"), key: fitWeights("key") }, null, 2)}\n`);

function candidatesIn(value) {
  const texts = textsOf(value);
  return texts.flatMap(({ layers }, i) => candidatesOf(layers, nameOf(texts, i), matcher));
}

function isSecret(value, secret) {
  return (
    value === secret ||
    (secret.includes(value) && value.length > 0.6 * secret.length) ||
    (value.includes(secret) && value.length < 1.5 * secret.length)
  );
}

/** The same candidate of one source counts once, and more the oftener it occurs. */
function add({ kind, name, word, nameClass, value, operator, isQuoted, isArgument }, isLeak, source, weight, split) {
  const candidate = { kind, name, word, nameClass, value, operator, isQuoted, isArgument };
  const key = JSON.stringify([candidate, source]);
  const known = examples.get(key);
  if (known === undefined) examples.set(key, { ...candidate, isLeak, source, weight, count: 1, split });
  else known.count++;
}

/** Logistic regression with a quadratic penalty, by gradient descent with moments (Kingma and Ba, 2015). */
function fitWeights(kind) {
  const rows = all.filter((row) => row.kind === kind);
  const ids = new Map();
  const train = rows.filter(({ split }) => split === "train");
  for (const row of train) row.features = featuresOf(row, ids, true);
  const total = train.reduce((sum, row) => sum + weightOf(row), 0);
  const [weights, mean, square, gradient] = Array.from({ length: 4 }, () => new Float64Array(ids.size));
  for (let step = 1; step <= STEPS; step++) {
    for (let i = 0; i < weights.length; i++) gradient[i] = SHRINKAGE * weights[i];
    for (const row of train) {
      const error = ((1 / (1 + Math.exp(-sumOf(row.features, weights))) - row.isLeak) * weightOf(row)) / total;
      for (let i = 0; i < row.features.length; i += 2) gradient[row.features[i]] += error * row.features[i + 1];
    }
    const rate = step < 0.4 * STEPS ? 0.15 : 0.05;
    for (let i = 0; i < weights.length; i++) {
      mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] ** 2;
      weights[i] -= (rate * (mean[i] / (1 - 0.9 ** step))) / (Math.sqrt(square[i] / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  print(kind, rows, ids, weights);
  const named = [...ids].map(([name, id]) => [name, Number(weights[id].toFixed(2))]);
  return Object.fromEntries(named.filter(([, weight]) => Math.abs(weight) >= MIN_WEIGHT).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function weightOf({ weight, count, isLeak }) {
  return weight * Math.min(4, Math.sqrt(count)) * (isLeak ? 1 : PRECISION);
}

/** Pairs of a feature's number and its value. A feature that the training split lacks has no number. */
function featuresOf(row, ids, isTraining) {
  const features = [];
  eachFeature(row, (name, value) => {
    if (!ids.has(name) && isTraining) ids.set(name, ids.size);
    const id = ids.get(name);
    if (id !== undefined) features.push(id, value);
  });
  return features;
}

function sumOf(features, weights) {
  let sum = 0;
  for (let i = 0; i < features.length; i += 2) sum += weights[features[i]] * features[i + 1];
  return sum;
}

function print(kind, rows, ids, weights) {
  const bySource = new Map();
  for (const row of rows) {
    const source = `${row.source}, ${row.isLeak ? "credentials" : "others"}`;
    const counts = bySource.get(source) ?? { rows: 0, found: 0 };
    counts.rows++;
    if (sumOf(featuresOf(row, ids, false), weights) > 0) counts.found++;
    bySource.set(source, counts);
  }
  console.log(`${kind}: ${ids.size} features`);
  for (const [source, { rows, found }] of bySource) console.log(`  ${source}: ${found} of ${rows} above one half`);
}
