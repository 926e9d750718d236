import { describe, expect, it } from "vitest";
import { POLICY_LIMITS } from "./document.ts";
import { parsePolicy } from "./parse-policy.ts";
import { parsePolicyYaml } from "./parse-yaml.ts";

const HEAD = "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: p }\nspec:\n  match: { actions: ['*'] }\n  effect: allow\n";
const when = (rest: string) => `${HEAD}  when: { field: a, operator: lt, value: ${rest} }\n`;
const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join("");
/** Fails a test that hangs. Slow runs on a busy machine stay far below. */
const HANGS = 20_000;
const MAX_ANSWER = 64 * 1024;

function issuesOf(yaml: string) {
  const parsed = parsePolicyYaml(yaml);
  return parsed.ok ? [] : parsed.issues;
}

describe("a hostile text is refused with its position", () => {
  it.each<[string, string, { path: string; line: number; column: number }, RegExp]>([
    ["a bomb of aliases", "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]", { path: "a", line: 1, column: 7 }, /anchors/],
    ["a value that holds itself", "a: &a [*a]", { path: "a[0]", line: 1, column: 8 }, /aliases/],
    ["a merge of itself", "a: &a { <<: *a }", { path: "a", line: 1, column: 9 }, /merge keys/],
    ["an alias of nothing", `${HEAD}  mode: *nope\n`, { path: "spec.mode", line: 7, column: 9 }, /aliases/],
    [
      "a tag that runs code",
      `${HEAD}  mode: !!js/function 'x'\n`,
      { path: "spec.mode", line: 7, column: 23 },
      /tags \(tag:yaml.org,2002:js\/function\)/,
    ],
    ["a custom tag", `${HEAD}  mode: !mine enforce\n`, { path: "spec.mode", line: 7, column: 15 }, /tags \(!mine\)/],
    ["binary", `${HEAD}  mode: !!binary aGk=\n`, { path: "spec.mode", line: 7, column: 18 }, /tags/],
    [
      "the same key twice",
      `${HEAD}  when: { field: a, field: b, operator: exists }\n`,
      { path: "spec.when.field", line: 7, column: 21 },
      /twice/,
    ],
    ["a key that is a number", `${HEAD}  1: x\n`, { path: "spec", line: 7, column: 3 }, /keys must be text/],
    ["a key that is true", `${HEAD}  true: x\n`, { path: "spec", line: 7, column: 3 }, /keys must be text/],
    ["a key that is null", `${HEAD}  ~: x\n`, { path: "spec", line: 7, column: 3 }, /keys must be text/],
    ["a key that is a list", `${HEAD}  ? [a]\n  : x\n`, { path: "spec", line: 7, column: 5 }, /keys must be text/],
    ["a key that is empty", `${HEAD}  '': x\n`, { path: 'spec[""]', line: 7, column: 3 }, /an empty key is not known/],
    [
      "__proto__",
      `${HEAD}  obligations: [{ type: x, params: { __proto__: 1 } }]\n`,
      { path: "spec.obligations[0].params.__proto__", line: 7, column: 38 },
      /cannot be a key/,
    ],
    [
      "constructor",
      HEAD.replace("name: p", "name: p, labels: { constructor: x }"),
      { path: "metadata.labels.constructor", line: 3, column: 32 },
      /cannot be a key/,
    ],
    [
      "a field that reaches into objects",
      `${HEAD}  when: { field: a.constructor.name, operator: exists }\n`,
      { path: "spec.when.field", line: 7, column: 11 },
      /cannot be a field/,
    ],
    [
      "an invalid label",
      HEAD.replace("name: p", 'name: p, labels: { "a b": x }'),
      { path: 'metadata.labels["a b"]', line: 3, column: 32 },
      /must be a label name/,
    ],
    [".nan", when(".nan"), { path: "spec.when.value", line: 7, column: 35 }, /NaN is not a number/],
    [".inf", when(".inf"), { path: "spec.when.value", line: 7, column: 35 }, /Infinity is not a number/],
    ["-.inf", when("-.inf"), { path: "spec.when.value", line: 7, column: 35 }, /-Infinity is not a number/],
    ["1e400", when("1e400"), { path: "spec.when.value", line: 7, column: 35 }, /Infinity is not a number/],
    ["-0", when("-0.0"), { path: "spec.when.value", line: 7, column: 35 }, /-0 is not supported/],
    ["2^53 and one", when("9007199254740993"), { path: "spec.when.value", line: 7, column: 35 }, /beyond 2\^53/],
    ["a large hexadecimal", when("0xFFFFFFFFFFFFFFFFFF"), { path: "spec.when.value", line: 7, column: 35 }, /beyond 2\^53/],
    ["an escaped null", `${HEAD}  mode: "a\\0b"\n`, { path: "spec.mode", line: 7, column: 3 }, /null character/],
    [
      "half a surrogate pair",
      `${HEAD}  when: { field: a, operator: eq, value: "\\ud800" }\n`,
      { path: "spec.when.value", line: 7, column: 35 },
      /surrogate/,
    ],
    ["tabs as indentation", HEAD.replace("  effect", "\teffect"), { path: "", line: 6, column: 1 }, /Tabs/],
    ["a second document", `${HEAD}---\n${HEAD}`, { path: "", line: 7, column: 1 }, /one document/],
    ["null", "null", { path: "", line: 1, column: 1 }, /must be an object/],
    ["a text", "hello", { path: "", line: 1, column: 1 }, /must be an object/],
    ["a list", "- a", { path: "", line: 1, column: 1 }, /must be an object/],
    [
      "a pattern of many programs",
      `${HEAD}  when: { field: a, operator: matches, value: '((a{1,100}){1,100}){1,100}' }\n`,
      { path: "spec.when.value", line: 7, column: 40 },
      /RE2/,
    ],
    ["anchors only", many(5000, (i) => `a${i}: &a${i} 1\n`), { path: "", line: 101, column: 7 }, /this is no policy/],
    ["braces only", "{}".repeat(100_000), { path: "", line: 1, column: 203 }, /this is no policy/],
    ["texts only", "' '".repeat(80_000), { path: "", line: 1, column: 1 }, /at most|must be/],
  ])("%s", (_, text, position, message) => {
    const issues = issuesOf(text);
    expect(issues).toContainEqual(expect.objectContaining({ ...position, message: expect.stringMatching(message) }));
    expect(issues.length).toBeLessThanOrEqual(POLICY_LIMITS.issues);
  });
});

it("the maximum number of conditions is accepted, in braces and as JSON", () => {
  const line = (i: number) => `{ field: f${i}, operator: in, value: [a, b] }`;
  const yaml = `${HEAD}  require:\n${many(256, (i) => `    - ${line(i)}\n`)}`;
  expect(issuesOf(yaml)).toEqual([]);
  const parsed = parsePolicyYaml(yaml);
  expect(parsed.ok && issuesOf(JSON.stringify(parsed.policy))).toEqual([]);
  expect(issuesOf(`${yaml}    - ${line(0)}\n`)).toMatchObject([{ path: "spec.require", line: 7, message: "has at most 256 items" }]);
});

describe("a text of any size is answered quickly, with a short message", () => {
  it.each<[string, string]>([
    ["1 MB", `${HEAD}# ${"x".repeat(1 << 20)}`],
    ["10,000 rules", `${HEAD}  require:\n${many(10_000, (i) => `    - { field: f${i}, operator: eq, value: 1 }\n`)}`],
    ["as many rules as fit", `${HEAD}  require:\n${many(4000, () => "    - { field: f, oprator: eq, value: 1 }\n")}`],
    ["as many unknown keys as fit", HEAD + many(9_000, (i) => `  u${i}: 1\n`)],
    ["as many keys as fit on one line", `{${many(7_000, (i) => `k${i}: 1,`)}}`],
    ["the same key over and over", "a:\n".repeat(9_000)],
    ["brackets", "[]".repeat(100_000)],
    ["tags", "!a!b ".repeat(50_000)],
    ["aliases", "*a ".repeat(80_000)],
    ["marks of a text", "!".repeat(200_000)],
    ["words", `{${"a ".repeat(80_000)}}`],
    ["pairs in a list", `[${"a: b ".repeat(40_000)}]`],
    ["documents", "---\n".repeat(19_000)],
    ["quotation marks", "' ".repeat(120_000)],
    ["a long key", `${HEAD}  ${"k".repeat(100_000)}: x\n`],
    ["a long key in quotes", `${HEAD}  ? ${"k".repeat(100_000)}\n  : x\n`],
    ["a long operator", `${HEAD}  when: { field: a, operator: ${"p".repeat(100_000)} }\n`],
    ["labels", HEAD.replace("name: p", `name: p, labels: { ${many(5000, (i) => `"k ${i}": x, `)} }`)],
  ])("%s", { timeout: HANGS }, (_, text) => {
    const issues = issuesOf(text);
    expect(issues).not.toEqual([]);
    expect(JSON.stringify(issues).length).toBeLessThan(MAX_ANSWER);
  });
});

describe("modules with expensive rules are refused with a reason", () => {
  const spec = (modules: object, more: object = {}) => ({
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: "p" },
    spec: { match: { actions: ["*"] }, effect: "allow", modules, ...more },
  });
  const toml = (count: number, regex: (i: number) => string) => many(count, (i) => `[[rules]]\nid = "r${i}"\nregex = '''${regex(i)}'''\n`);
  const imported = (gitleaks_toml: string) => spec({ secrets: { gitleaks_toml } });
  const list = (count: number) => `regexes = [${many(count, (i) => `"b${i}",`)}]\n`;

  it.each<[string, object, string, RegExp]>([
    ["5,000 imported rules", imported(toml(5_000, (i) => `k${i}`)), "spec.modules.secrets.gitleaks_toml", /5000 rules, at most 500/],
    [
      "5,000 patterns that let pass, at every rule",
      imported(`[allowlist]\n${list(5_000)}${toml(50, (i) => `a${i}`)}`),
      "spec.modules.secrets.gitleaks_toml",
      /5000 patterns, at most 500/,
    ],
    [
      "rules that compile to much each",
      imported(toml(400, (i) => `a{1,500}b{1,500}${i}`)),
      "spec.modules.secrets.gitleaks_toml",
      /rule r\d+: with the rules before it/,
    ],
    ["keys within keys", imported(`[${"a.".repeat(100_000)}a]\nx = 1`), "spec.modules.secrets.gitleaks_toml", /nest deeper than 32/],
    ["lists within lists", imported(`a = ${"[".repeat(100_000)}`), "spec.modules.secrets.gitleaks_toml", /not TOML/],
    ["a table that reaches into objects", imported("[__proto__]\nx = 1\n[[rules]]\nid = 7"), "spec.modules.secrets.gitleaks_toml", /./],
    [
      "one endless pattern",
      imported(toml(1, () => "a|".repeat(5_000))),
      "spec.modules.secrets.gitleaks_toml",
      /10000 characters, at most 4000/,
    ],
    [
      "brackets in brackets",
      imported(toml(1, () => `${"(".repeat(1_900)}a${")".repeat(1_900)}`)),
      "spec.modules.secrets.gitleaks_toml",
      /nests too deeply/,
    ],
    [
      "classes beyond ASCII in rules",
      spec({
        secrets: { rules: Array.from({ length: 200 }, (_, i) => ({ id: `r${i}`, regex: `(?i)${"[\\x{80}-\\x{10FFFE}]".repeat(40)}` })) },
      }),
      "",
      /at most 128 classes beyond ASCII/,
    ],
    [
      "classes beyond ASCII in conditions",
      spec(
        {},
        { require: Array.from({ length: 256 }, () => ({ field: "content", operator: "matches", value: "(?i)[\\p{L}\\p{N}]{1,40}" })) },
      ),
      "",
      /at most 128 classes/,
    ],
  ])("%s", { timeout: HANGS }, (_, document, path, message) => {
    expect(parsePolicy(document)).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([expect.objectContaining({ path, message: expect.stringMatching(message) })]),
    });
  });

  it("the rules of gitleaks fit several times", () => {
    const rule = (i: number) => `(?i)[\\w.-]{0,50}?(?:vendor${i})(?:[ \\t\\w.-]{0,20})[\\s'"]{0,3}(?:=|>|:{1,3}=)([a-z0-9_-]{32})`;
    expect(parsePolicy(imported(`[allowlist]\n${list(60)}${toml(450, rule)}`))).toMatchObject({ ok: true });
  });
});

it.each([
  ["a byte order mark", `\ufeff${HEAD}`],
  ["line ends of another system", HEAD.replaceAll("\n", "\r\n")],
  ["an end mark", `${HEAD}...\n`],
  ["a pattern that would backtrack", `${HEAD}  when: { field: a, operator: matches, value: '(a+)+$' }\n`],
])("%s is not refused", (_, text) => {
  expect(issuesOf(text)).toEqual([]);
});

it("a value that contains itself is refused", () => {
  const spec: Record<string, unknown> = { match: { actions: ["*"] }, effect: "allow" };
  spec.when = { not: spec };
  expect(parsePolicy({ apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: "p" }, spec })).toMatchObject({
    ok: false,
    issues: expect.arrayContaining([expect.objectContaining({ message: "nested deeper than 72 levels" })]),
  });
});
