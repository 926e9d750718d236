// Detection on the held-out split of the corpus and on installed files: what it finds, what it wrongly finds, and how fast, against
// every rule run over the whole text. Whole values go through the scanners as the modules call them.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installedTexts } from "./corpus/installed.mjs";
import { loadCorpus } from "./corpus/load.mjs";
import { withBundle } from "./lib/bundle.mjs";
import { report } from "./lib/report.mjs";
import { median, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const INSTALLED_BYTES = Number(process.env.INSTALLED_MB ?? 30) * 1e6;
const WORST = Number(process.env.WORST ?? 20);
const SURE = 0.5;
const SURE_PERSONAL = 0.6;

const detect = await withBundle(
  {
    detect: "../detect/src/index.ts",
    patterns: "../detect/src/rules/compile-pattern.ts",
    scan: "src/modules/secrets/scan.ts",
    texts: "src/modules/submission-texts.ts",
    names: "src/modules/name-of.ts",
  },
  async (dir) => {
    const load = (name) => import(pathToFileURL(path.join(dir, `${name}.mjs`)).href);
    return Object.assign({}, ...(await Promise.all(["detect", "patterns", "scan", "texts", "names"].map(load))));
  },
);
const { compileMatcher, compileSecretScanner, findPersonalData, layersOf, nameOf, patternOf, SECRET_RULES, scanText, textsOf } = detect;
const scanSecrets = compileSecretScanner();
const fast = { matcher: compileMatcher(SECRET_RULES) };
const naive = { matcher: naiveMatcher() };

const secrets = measure(
  "credentials",
  [...loadCorpus("secrets", "heldout"), ...loadCorpus("minted", "heldout").filter(hasSecret)],
  hasLeak,
);
const quiet = [...loadCorpus("quiet", "heldout"), ...loadCorpus("minted", "heldout").filter((row) => !hasSecret(row))];
const quietAlarms = measureAlarms("quiet texts", quiet, (value) => findSecrets(value).found.map(({ type }) => type));
const installed = installedTexts(INSTALLED_BYTES, "heldout");
const installedAlarms = measureAlarms(
  "installed files",
  installed.map(({ file, text }) => ({ kind: file, value: text })),
  (value) => findSecrets(value).found.map(({ type }) => type),
);
const persons = measure("personal data", loadCorpus("personal", "heldout"), hasPerson);
const personAlarms = measureAlarms("numbers of other kinds", loadCorpus("impersonal", "heldout"), (value, row) =>
  findPersons(value, row.name).map(({ type }) => type),
);
const speeds = { "10 KB": compare(10_000), "1 MB": compare(1_000_000) };
for (const [size, { ratio, fastest }] of Object.entries(speeds))
  console.log(`${size}: ${Math.round(fastest)} MB/s, ${round(ratio, 0)} × every rule over the text, same findings`);

const goal = (name, value, unit, floor, target, better) => ({ name, value: round(value, 2), unit, floor, target, better });
report(
  "secrets",
  [
    goal("recall on held-out credentials", secrets.recall, "%", 95, 99, "higher"),
    goal("alarms per MB of held-out quiet text", quietAlarms.perMb, "per MB", 20, 1, "lower"),
    goal("alarms per MB of installed files", installedAlarms.perMb, "per MB", 0.5, 0.3, "lower"),
    goal("recall on held-out personal data", persons.recall, "%", 95, 99, "higher"),
    goal("alarms per KB of numbers of other kinds", personAlarms.perMb / 1e3, "per KB", 0.7, 0.01, "lower"),
    goal("scan of 10 KB vs every rule over the text", speeds["10 KB"].ratio, "x", 100, 400, "higher"),
    goal("scan of 1 MB vs every rule over the text", speeds["1 MB"].ratio, "x", 100, 300, "higher"),
  ],
  {
    rules: SECRET_RULES.length,
    secrets,
    quietAlarms,
    installedAlarms,
    persons,
    personAlarms,
    mb_per_s: { "10 KB": Math.round(speeds["10 KB"].fastest), "1 MB": Math.round(speeds["1 MB"].fastest) },
  },
);

function hasSecret({ secret }) {
  return secret !== undefined;
}

function findSecrets(value) {
  const texts = textsOf(value);
  const { found, read } = scanSecrets(texts, (secret) => secret);
  texts.forEach(read);
  return { texts, found };
}

/** Returns true when a finding overlaps the credential. An encoded credential only has to have a finding in its text. */
function hasLeak({ value, secret }) {
  const { texts, found } = findSecrets(value);
  const plain = secret === undefined ? [] : texts.filter(({ text }) => text.includes(secret));
  if (plain.length === 0) return found.length > 0;
  return plain.some(({ text, at, part }) => {
    const start = text.indexOf(secret);
    return found.some(
      (one) => one.part === part && one.at.join("\0") === at.join("\0") && one.start < start + secret.length && one.end > start,
    );
  });
}

function findPersons(value, name) {
  const texts = textsOf(value);
  const scan = { lookups: 60, regions: ["US"], known: new Map(), hints: new Map(), nationalIds: [] };
  return texts.flatMap(({ text, layers }, i) =>
    findPersonalData(layers, name ?? nameOf(texts, i), scan)
      .filter(({ confidence }) => confidence >= SURE_PERSONAL)
      .map((hit) => ({ ...hit, text })),
  );
}

/** Returns true when a finding of the type overlaps the datum. An encoded datum only has to have a finding in its text. */
function hasPerson({ kind, value, name, datum }) {
  const isPlain = datum !== undefined && textsOf(value).some(({ text }) => text.includes(datum));
  return findPersons(value, name).some(({ type, text, start, end }) => {
    const at = isPlain ? text.indexOf(datum) : 0;
    return type === kind && (!isPlain || (at >= 0 && start < at + datum.length && end > at));
  });
}

function measure(what, rows, isFound) {
  const missed = rows.filter((row) => !isFound(row));
  console.log(`${what}: ${rows.length}, ${missed.length} missed`);
  for (const [kind, n] of tally(missed.map(({ kind, container }) => `${kind} in ${container}`)).slice(0, WORST))
    console.log(`  missed ${n} × ${kind}`);
  return { rows: rows.length, recall: round(100 * (1 - missed.length / rows.length)) };
}

function measureAlarms(what, rows, find) {
  const alarms = rows.flatMap((row) => find(row.value, row).map((id) => `${id} in ${row.kind}`));
  const megabytes = rows.reduce((sum, { value }) => sum + JSON.stringify(value).length, 0) / 1e6;
  console.log(`${what}: ${round(megabytes)} MB, ${alarms.length} alarms`);
  for (const [alarm, n] of tally(alarms).slice(0, WORST)) console.log(`  ${n} × ${alarm}`);
  return { mb: round(megabytes), alarms: alarms.length, perMb: round(alarms.length / megabytes) };
}

/** Both sides in turn on the same text; speed counts only when the findings are the same. */
function compare(size) {
  const text = sample(size);
  const run = (scanner) => scanText(layersOf(text), "", scanner, { left: 0 });
  const shape = ({ findings }) => JSON.stringify(findings.filter(isSure).map(({ type, start, end }) => [type, start, end]));
  if (shape(run(fast)) !== shape(run(naive))) throw new Error(`findings differ on ${size} characters`);
  const repeats = Math.max(1, Math.round(3_000_000 / size));
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const slow = time(() => run(naive), 1);
    const quick = time(() => run(fast), repeats);
    return { ratio: slow / quick, speed: size / 1e3 / quick };
  }).slice(1);
  return { ratio: median(rounds.map(({ ratio }) => ratio)), fastest: Math.max(...rounds.map(({ speed }) => speed)) };
}

function isSure({ confidence }) {
  return confidence >= SURE;
}

/** Tries every expression over the whole text. The names of credentials are found in the same way on both sides. */
function naiveMatcher() {
  const quick = compileMatcher(SECRET_RULES);
  const compiled = SECRET_RULES.flatMap((rule) => {
    const pattern = patternOf(rule);
    return pattern === undefined ? [] : [{ rule, pattern: new RegExp(pattern.source, pattern.flags.replace("y", "g")) }];
  });
  return {
    ...quick,
    match: (text) => ({
      names: quick.match(text).names,
      values: compiled.flatMap(({ rule, pattern }) =>
        Array.from(text.matchAll(pattern), ({ 0: whole, index, groups: { secret, lead } = {} }) => {
          const end = index + whole.length;
          return { rule, from: index, start: secret === undefined ? index - (lead?.length ?? 0) : end - secret.length, end };
        }),
      ),
    }),
  };
}

/** Ordinary text with one credential in 50 KB; one string in memory, as it comes out of a request. */
function sample(size) {
  const leaks = loadCorpus("minted", "heldout").filter(hasSecret);
  const parts = [];
  let length = 0;
  for (let i = 0; length < size; i++) {
    parts.push(installed[i % installed.length].text.slice(0, 50_000), leaks[i % leaks.length].value);
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
