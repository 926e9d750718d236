// The scanner of credentials: what it finds, what it wrongly finds, and how fast, against every rule run over the whole text.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withBundle } from "./lib/bundle.mjs";
import { report } from "./lib/report.mjs";
import { median, round } from "./lib/stats.mjs";
import { leaks, ordinaryTexts, randomNumbers } from "./secrets/corpus.mjs";
import { fifthImpersonal } from "./secrets/fifth/impersonal.mjs";
import { minter as fifthMinter } from "./secrets/fifth/mint.mjs";
import { fifthPersonal } from "./secrets/fifth/personal.mjs";
import { fifthLeaks, fifthQuiet } from "./secrets/fifth.mjs";
import { fourthImpersonal } from "./secrets/fourth/impersonal.mjs";
import { minter as fourthMinter } from "./secrets/fourth/mint.mjs";
import { fourthPersonal } from "./secrets/fourth/personal.mjs";
import { fourthLeaks, fourthQuiet } from "./secrets/fourth.mjs";
import { ordinaryData, personalData } from "./secrets/personal.mjs";
import { isFound, quietTexts, secondLeaks } from "./secrets/second.mjs";
import { minter as sixthMinter } from "./secrets/sixth/mint.mjs";
import { sixthImpersonal, sixthPersonal } from "./secrets/sixth/personal.mjs";
import { sixthLeaks, sixthQuiet } from "./secrets/sixth.mjs";
import { thirdImpersonal } from "./secrets/third/impersonal.mjs";
import { minter } from "./secrets/third/mint.mjs";
import { thirdPersonal } from "./secrets/third/personal.mjs";
import { thirdLeaks, thirdQuiet } from "./secrets/third.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ORDINARY_BYTES = Number(process.env.ORDINARY_MB ?? 30) * 1e6;
const LEAK_ROUNDS = Number(process.env.LEAK_ROUNDS ?? 3);
const SEED = Number(process.env.SEED ?? 20_261_121);
const SURE = 0.5;
const SURE_PERSONAL = 0.6;
/** How often each kind of ordinary text of the second set is made anew. */
const QUIET_ROUNDS = 20;
const WORST = Number(process.env.WORST ?? 20);
const root = path.join(import.meta.dirname, "..");

const { SECRET_RULES, compileMatcher, compileNaiveMatcher, compileSecretScanner, findPii, nameOf, scanText, textsOf } = await withBundle(
  {
    secrets: "src/modules/secrets/index.ts",
    scan: "src/modules/secrets/scan.ts",
    texts: "src/modules/submission-texts.ts",
    names: "src/modules/name-of.ts",
    pii: "src/modules/pii/find-pii.ts",
  },
  async (dir) => {
    const load = (name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href);
    const modules = await Promise.all(["secrets", "scan", "texts", "names", "pii"].map(load));
    return Object.assign({}, ...modules);
  },
);
const fast = { matcher: compileMatcher(SECRET_RULES) };
const naive = { matcher: compileNaiveMatcher(SECRET_RULES) };
const find = (text) => scanText(text, fast).hits.filter(({ confidence }) => confidence >= SURE);

const random = randomNumbers(SEED);
const planted = leaks(random, LEAK_ROUNDS);
const missed = planted.filter(({ text }) => find(text).length === 0);
const recall = 1 - missed.length / planted.length;
console.log(`${planted.length} planted credentials, ${missed.length} missed`);
for (const [kind, n] of tally(missed.map(({ kind, context }) => `${kind} in ${context}`))) console.log(`  missed ${n} × ${kind}`);

const ordinary = ordinaryTexts(
  [path.join(root, "node_modules"), path.join(root, "package-lock.json"), path.join(root, "docs")],
  random,
  ORDINARY_BYTES,
);
const megabytes = ordinary.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
const alarms = ordinary.flatMap(({ file, text }) => find(text).map(({ rule }) => `${rule.id} in ${path.relative(root, file)}`));
console.log(`${round(megabytes, 1)} MB of ordinary text in ${ordinary.length} files, ${alarms.length} alarms`);
for (const [alarm, n] of tally(alarms).slice(0, 40)) console.log(`  ${n} × ${alarm}`);

const second = measureSet("second", SEED + 1, (random) => secondLeaks(random, 1), quietTexts);
const third = measureSet("third", SEED + 3, thirdLeaks, thirdQuiet);
const fourth = measureSet("fourth", SEED + 5, fourthLeaks, (random, rounds) =>
  fourthQuiet(random, rounds, path.join(root, "node_modules")),
);
const fifth = measureSet("fifth", SEED + 7, fifthLeaks, (random, rounds) => fifthQuiet(random, rounds, path.join(root, "node_modules")));
const sixth = measureSet("sixth", SEED + 9, sixthLeaks, (random, rounds) => sixthQuiet(random, rounds, path.join(root, "node_modules")));
const personal = measurePersonal();
const thirdPersons = measurePersons("third", minter(randomNumbers(SEED + 4)), thirdPersonal, thirdImpersonal);
const fourthPersons = measurePersons("fourth", fourthMinter(randomNumbers(SEED + 6)), fourthPersonal, fourthImpersonal);
const fifthPersons = measurePersons("fifth", fifthMinter(randomNumbers(SEED + 8)), fifthPersonal, fifthImpersonal);
const sixthPersons = measurePersons("sixth", sixthMinter(randomNumbers(SEED + 10)), sixthPersonal, sixthImpersonal);

const speeds = { "10 KB": compare(10_000), "1 MB": compare(1_000_000) };
for (const [size, { ratio, fastest }] of Object.entries(speeds))
  console.log(`${size}: ${Math.round(fastest)} MB/s, ${round(ratio, 0)} × the naive loop, same findings`);

const goal = (name, value, unit, floor, target, better) => ({ name, value, unit, floor, target, better });
report(
  "secrets",
  [
    goal("recall on planted credentials", round(100 * recall, 2), "%", 95, 99, "higher"),
    goal("alarms per MB of ordinary text", round(alarms.length / megabytes, 3), "per MB", 1, 0.1, "lower"),
    goal("recall on the second set", round(100 * second.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per MB of the second set's ordinary text", round(second.alarmsPerMb, 2), "per MB", 1, 0.1, "lower"),
    goal("recall on the third set", round(100 * third.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per MB of the third set's ordinary text", round(third.alarmsPerMb, 2), "per MB", 1, 0.1, "lower"),
    goal("recall on the fourth set", round(100 * fourth.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per MB of the fourth set's ordinary text", round(fourth.alarmsPerMb, 2), "per MB", 1, 0.1, "lower"),
    goal("recall on personal data", round(100 * personal.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per KB of what looks like personal data", round(personal.alarmsPerKb, 3), "per KB", 0.1, 0.01, "lower"),
    goal("recall on the third set of personal data", round(100 * thirdPersons.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per KB of the third set's numbers", round(thirdPersons.alarmsPerKb, 3), "per KB", 0.1, 0.01, "lower"),
    goal("recall on the fourth set of personal data", round(100 * fourthPersons.recall, 2), "%", 95, 99, "higher"),
    goal("alarms per KB of the fourth set's numbers", round(fourthPersons.alarmsPerKb, 3), "per KB", 0.1, 0.01, "lower"),
    goal("scan of 10 KB vs every rule over the text", round(speeds["10 KB"].ratio, 0), "x", 100, 400, "higher"),
    goal("scan of 1 MB vs every rule over the text", round(speeds["1 MB"].ratio, 0), "x", 100, 300, "higher"),
  ],
  {
    rules: SECRET_RULES.length,
    seed: SEED,
    planted: planted.length,
    second,
    third,
    fourth,
    fifth,
    sixth,
    personal,
    third_personal: thirdPersons,
    fourth_personal: fourthPersons,
    fifth_personal: fifthPersons,
    sixth_personal: sixthPersons,
    ordinary_mb: round(megabytes, 1),
    mb_per_s: { "10 KB": Math.round(speeds["10 KB"].fastest), "1 MB": Math.round(speeds["1 MB"].fastest) },
  },
);

/** Whole submissions through the scanner as the module calls it: kinds × places, documents, and what must stay quiet. */
function measureSet(set, seed, leaksOf, quietOf) {
  const scan = compileSecretScanner();
  const look = (value) => {
    const texts = textsOf(value);
    return { texts, found: scan(texts, (secret) => secret).found };
  };
  const seeded = randomNumbers(seed);
  const leaks = leaksOf(seeded);
  const missed = leaks.filter(({ value, secret }) => {
    const { texts, found } = look(value);
    return !isFound(found, texts, secret);
  });
  console.log(`${set} set: ${leaks.length} credentials, ${missed.length} missed`);
  for (const [kind, n] of tally(missed.map(({ kind, place }) => (place === "document" ? `${kind} (document)` : kind))).slice(0, WORST))
    console.log(`  missed ${n} × ${kind}`);
  for (const [place, n] of tally(missed.map(({ place }) => place)).slice(0, WORST)) console.log(`  missed ${n} × in ${place}`);
  const quiet = quietOf(seeded, QUIET_ROUNDS);
  const alarms = quiet.flatMap(({ kind, value }) => look(value).found.map(({ rule }) => `${rule.id} in ${kind}`));
  const megabytes = quiet.reduce((sum, { value }) => sum + JSON.stringify(value).length, 0) / 1e6;
  console.log(`${set} set: ${round(megabytes, 2)} MB of ordinary text, ${alarms.length} alarms`);
  for (const [alarm, n] of tally(alarms).slice(0, WORST)) console.log(`  ${n} × ${alarm}`);
  return {
    planted: leaks.length,
    recall: 1 - missed.length / leaks.length,
    quiet_mb: round(megabytes, 2),
    alarmsPerMb: alarms.length / megabytes,
  };
}

/** Personal data by type, and numbers that only look like it. */
function measurePersonal() {
  const seeded = randomNumbers(SEED + 2);
  const look = (text, name) =>
    findPii(text, name, { lookups: 60, regions: ["US"], known: new Map(), hints: new Map() }).filter(
      ({ confidence }) => confidence >= SURE_PERSONAL,
    );
  const data = personalData(seeded, 40);
  const missed = data.filter(({ type, name, text, datum }) => {
    const at = text.indexOf(datum);
    return !look(text, name).some((hit) => hit.type === type && (at < 0 || (hit.start < at + datum.length && hit.end > at)));
  });
  const quiet = ordinaryData(seeded, 60);
  const alarms = quiet.flatMap(({ kind, name, text }) => look(text, name).map(({ type }) => `${type} in ${kind}`));
  const kilobytes = quiet.reduce((sum, { text }) => sum + text.length, 0) / 1e3;
  return tellPersonal("personal data", data, missed, kilobytes, alarms);
}

/** A whole set: values read as the module reads a request. Where an item names its datum, only a find that touches it counts. */
function measurePersons(set, m, dataOf, quietOf) {
  const look = (value) => {
    const texts = textsOf(value);
    const budget = { lookups: 60, regions: ["US"], known: new Map(), hints: new Map() };
    return texts.flatMap(({ text }, i) =>
      findPii(text, nameOf(texts, i), budget)
        .filter(({ confidence }) => confidence >= SURE_PERSONAL)
        .map((hit) => ({ ...hit, text })),
    );
  };
  const data = dataOf(m);
  const missed = data.filter(({ type, value, datum }) => {
    const ofType = look(value).filter((hit) => hit.type === type);
    const isPlain = datum !== undefined && textsOf(value).some(({ text }) => text.includes(datum));
    return !ofType.some((hit) => !isPlain || touches(hit, datum));
  });
  const quiet = quietOf(m, QUIET_ROUNDS);
  const alarms = quiet.flatMap(({ kind, value }) => look(value).map(({ type }) => `${type} in ${kind}`));
  const kilobytes = quiet.reduce((sum, { value }) => sum + JSON.stringify(value).length, 0) / 1e3;
  return tellPersonal(`${set} set of personal data`, data, missed, kilobytes, alarms);
}

function touches({ text, start, end }, datum) {
  const at = text.indexOf(datum);
  return at >= 0 && start < at + datum.length && end > at;
}

function tellPersonal(set, data, missed, kilobytes, alarms) {
  console.log(
    `${set}: ${data.length} places, ${missed.length} missed; ${round(kilobytes, 0)} KB of ordinary text, ${alarms.length} alarms`,
  );
  for (const [type, n] of tally(missed.map(({ type }) => type))) console.log(`  missed ${n} × ${type}`);
  for (const [alarm, n] of tally(alarms)) console.log(`  ${n} × ${alarm}`);
  return {
    places: data.length,
    recall: 1 - missed.length / data.length,
    quiet_kb: round(kilobytes, 0),
    alarmsPerKb: alarms.length / kilobytes,
  };
}

/** Both sides in turn on the same text; speed counts only when the findings are the same. */
function compare(size) {
  const text = sample(size);
  const shape = ({ hits }) => JSON.stringify(hits.map(({ rule, start, end }) => [rule.id, start, end]));
  if (shape(scanText(text, fast)) !== shape(scanText(text, naive))) throw new Error(`findings differ on ${size} characters`);
  const repeats = Math.max(1, Math.round(3_000_000 / size));
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const slow = time(() => scanText(text, naive), 1);
    const quick = time(() => scanText(text, fast), repeats);
    return { ratio: slow / quick, speed: size / 1e3 / quick };
  }).slice(1);
  return { ratio: median(rounds.map(({ ratio }) => ratio)), fastest: Math.max(...rounds.map(({ speed }) => speed)) };
}

/** Ordinary text with one credential in 50 KB; one string in memory, as it comes out of a request. */
function sample(size) {
  const parts = [];
  let length = 0;
  for (let i = 0; length < size; i++) {
    parts.push(ordinary[i % ordinary.length].text.slice(0, 50_000), planted[i % planted.length].text);
    length = parts.reduce((sum, part) => sum + part.length, 0);
  }
  return JSON.parse(JSON.stringify(parts.join("\n").slice(-size)));
}

/** Milliseconds of one run. */
function time(run, repeats) {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return (performance.now() - start) / repeats;
}

function tally(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
