import { noteGitleaks, SECRET_RULES } from "@agentlattice/detect";
import { describe, expect, it } from "vitest";
import { textsOf } from "../submission-texts.ts";
import { secretsConfig } from "./config.ts";
import { compileSecretScanner } from "./scan.ts";

const SHIPPED = new Set(SECRET_RULES.map(({ id }) => id));
const TOKEN = "q7zkx2mbv5ldw3rt";

/** Returns the findings of a configuration's own rules. */
function find(toml: string, text: string, name = "text"): string[] {
  const config = secretsConfig.parse({ gitleaks_toml: toml });
  const texts = textsOf({ [name]: text });
  const { found, read } = compileSecretScanner(config)(texts, () => "f");
  texts.forEach(read);
  return found.filter(({ type }) => !SHIPPED.has(type)).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
}
const refusal = (toml: string) => secretsConfig.safeParse({ gitleaks_toml: toml }).error?.issues[0]?.message;
const rule = (regex: string, more = "") => `[[rules]]\nid = "acme"\nregex = '''${regex}'''\n${more}\n`;

describe("rules", () => {
  it.each([
    ["a flag in the middle", "acme_(?i)[a-z0-9]{16}", `acme_${TOKEN.toUpperCase()}`],
    ["a named group", "acme_(?P<secret>[a-z0-9]{16})", `acme_${TOKEN}`, TOKEN],
    ["a named group as Go has it since 1.22", "acme_(?<secret>[a-z0-9]{16})", `acme_${TOKEN}`, TOKEN],
    ["POSIX classes", "acme_[[:alnum:]]{16}", `acme_${TOKEN}`],
    ["the ends of a text", `\\A[a-z0-9]{16}\\z`, TOKEN],
    ["a quotation", "\\Qa.c[me]\\E_[a-z0-9]{16}", `a.c[me]_${TOKEN}`],
    ["a dot that takes line ends", "acme:(?s:.)[a-z0-9]{16}", `acme:\n${TOKEN}`],
    ["lines", "(?m)^[a-z0-9]{16}$", `one\n${TOKEN}\ntwo`, TOKEN],
    ["classes of Unicode", "\\p{Greek}\\pN_[a-z0-9]{16}", `λ7_${TOKEN}`],
  ])("%s", (_, regex, text, found = text) => {
    expect(find(rule(regex), text)).toEqual([`acme ${found}`]);
  });

  it.each(["a++", "(?>a)b", "(?=a)b", "(?<!a)b", "\\Z", "(a)\\1", "\\C"])("%s, which Go has not either, is refused by name", (regex) => {
    expect(refusal(rule(regex))).toMatch(/^rule acme: not a valid RE2 pattern: /);
  });

  it("take the first group that holds something, and the one that is named", () => {
    const either = `x=([0-9]{6})|y=([0-9]{6})`;
    expect(find(rule(either), "y=123456")).toEqual(["acme 123456"]);
    expect(find(rule(either, "secretGroup = 0"), "y=123456")).toEqual(["acme 123456"]);
    expect(find(rule("(x)=([0-9]{6})", "secretgroup = 2"), "x=123456")).toEqual(["acme 123456"]);
    expect(refusal(rule("(x)=y", "secretGroup = 2"))).toBe("rule acme: there is no group 2 in the pattern");
  });

  it("are tried on the whole text that holds a keyword, wherever", () => {
    const far = `acme ${"and so on ".repeat(500)}`;
    expect(find(rule("[a-z0-9]{16}", 'keywords = ["ACME"]'), far + TOKEN)).toEqual([`acme ${TOKEN}`]);
    const long = "and so on ".repeat(20_000);
    expect(find(rule("[a-z0-9]{16}", 'keywords = ["acme"]'), `${long}acme ${TOKEN} ${long}`)).toEqual([`acme ${TOKEN}`]);
    expect(find(rule("\\b[0-9]{12}\\b", 'keywords = ["acme"]'), `${"1".repeat(420)} acme`)).toEqual([]);
    expect(find(rule("[a-z0-9]{16}", 'keywords = ["acme", "§"]'), TOKEN)).toEqual([`acme ${TOKEN}`]);
  });

  it("find a value with its name in front", () => {
    expect(find(rule(`acme_token="([a-z0-9]{16})"`), TOKEN, "acme_token")).toEqual([`acme ${TOKEN}`]);
    expect(find(rule(`acme_token="[a-z0-9]{16}"`), TOKEN, "acme_token")).toEqual([`acme ${TOKEN}`]);
    expect(find(rule(`acme_token="([a-z0-9]{16})"`), TOKEN, "other_token")).toEqual([]);
  });

  it("find a value between its own ends, whatever it is called", () => {
    for (const name of ["note", "token", "password"]) expect(find(rule("^[a-z0-9]{16}$"), TOKEN, name)).toEqual([`acme ${TOKEN}`]);
  });
});

describe("allow lists", () => {
  const base = "acme=([a-z0-9]{16})";
  const text = `// docs acme=${TOKEN} #example`;
  it.each([
    ["of the credential", `regexes = ['''^q7''']`],
    ["that say secret", `regexTarget = "secret"\nregexes = ['''^q7''']`],
    ["of the match", `regexTarget = "match"\nregexes = ['''^acme=''']`],
    ["of the line", `regexTarget = "line"\nregexes = ['''#example$''']`],
    ["of words, in whichever case", `stopwords = ["KX2"]`],
    ["of both", `condition = "AND"\nregexes = ['''^q7''']\nstopwords = ["kx2"]`],
    ["with another sign for it", `condition = "&&"\nregexes = ['''^q7''']\nstopwords = ["kx2"]`],
    ["of either", `condition = "||"\nregexes = ['''^zz''']\nstopwords = ["kx2"]`],
    ["with paths beside", `paths = ['''docs/''']\nregexes = ['''^q7''']`],
    ["with keys in another case", `REGEXTARGET = "match"\nRegexes = ['''^acme=''']`],
  ])("%s let pass", (_, list) => {
    expect(find(rule(base), text)).toEqual([`acme ${TOKEN}`]);
    for (const of of ["[[rules.allowlists]]", "[rules.allowlist]"]) expect(find(`${rule(base)}${of}\n${list}`, text)).toEqual([]);
    for (const of of ["[[allowlists]]", "[allowlist]"]) expect(find(`${of}\n${list}\n${rule(base)}`, text)).toEqual([]);
  });

  it.each([
    ["of both, of which one fits", `condition = "&&"\nregexes = ['''^q7''']\nstopwords = ["zzz"]`],
    ["that need a path too", `condition = "AND"\nregexes = ['''^q7''']\npaths = ['''docs/''']`],
    ["of paths", `paths = ['''.*''']`],
    ["of commits", `commits = ["abc"]`],
    ["of another target", `regexes = ['''acme=''']`],
  ])("%s do not", (_, list) => {
    expect(find(`${rule(base)}[[rules.allowlists]]\n${list}`, text)).toEqual([`acme ${TOKEN}`]);
    expect(find(`[[allowlists]]\n${list}\n${rule(base)}`, text)).toEqual([`acme ${TOKEN}`]);
  });

  it("for some rules are for those alone", () => {
    const other = `[[rules]]\nid = "other"\nregex = '''other=([a-z0-9]{16})'''\n`;
    const both = `[[allowlists]]\ntargetRules = ["other", "gone"]\nstopwords = ["kx2"]\n${rule(base)}${other}`;
    expect(find(both, `acme=${TOKEN} other=${TOKEN}`)).toEqual([`acme ${TOKEN}`]);
    expect(noteGitleaks(both)).toEqual(['allowlists: there is no rule "gone" in this text for targetRules to name']);
  });
});

it.each([
  ['[extend]\npath = "base.toml"', /^extend: another file is not read/],
  [
    `${rule("a")}[[rules.allowlists]]\ncondition = "XOR"\nstopwords = ["x"]`,
    /: rule acme, allowlists\[0\]\.condition: must be AND, &&, OR, \|\|$/,
  ],
  [
    `${rule("a")}[[rules.allowlists]]\nregexTarget = "file"\nregexes = ["x"]`,
    /: rule acme, allowlists\[0\]\.regexTarget: must be secret, match, line$/,
  ],
  [`${rule("a")}keywords = "acme"`, /: rule acme, keywords: expected array, received string/],
  [`${rule("a")}[[rules.allowlists]]\nregexes = ["(a"]`, /^rule acme, allowlist: not a valid RE2 pattern: missing closing/],
  ['[[rules]]\nregex = "a"', /: rule number 1, id: expected string/],
  [`${rule("a", 'entropy = "high"')}`, /: rule acme, entropy: expected number/],
])("%j is refused, and where", (toml, said) => {
  expect(refusal(toml)).toMatch(said);
});

it("says what it leaves out, by rule and reason", () => {
  const toml = `
title = "ours"
minVersion = "v8.25.0"
colour = "red"
[extend]
useDefault = true
disabledRules = ["generic-api-key"]
[allowlist]
description = "global"
paths = ['''(^|/)vendor/''']
[[rules]]
id = "pkcs12-file"
description = "a file"
path = '''\\.p12$'''
tags = ["file"]
[[rules]]
id = "tf"
regex = '''pw=([a-z]{8})'''
path = '''\\.tf$'''
keywords = ["ß"]
verify = true
[[rules.required]]
id = "tf-user"
withinLines = 5
[[rules.allowlists]]
commits = ["abc"]
stopwords = ["x"]
[[rules]]
id = "tf-user"
regex = "user"
skipReport = true
[[rules]]
id = "TF"
regex = "twice"
[[rules]]
id = "gitlab-pat"
[[rules.allowlists]]
description = "nothing in it"
`;
  expect(noteGitleaks(toml)).toEqual([
    '"colour" is not known, and is left out',
    "extend.useDefault: the rules that are shipped here stand for those of gitleaks",
    'extend.disabledRules: "generic-api-key" is left out: disabled_rules of the module switches off the rules that are shipped here',
    "the allowlist: content has no paths, so it lets nothing pass",
    "rule pkcs12-file: it has no regex and looks at paths only, and is left out",
    'rule tf: "verify" is not known, and is left out',
    "rule tf, allowlist: its commits are left out",
    "rule tf: its path is left out, and it is tried whatever a text is called",
    "rule tf: it reports without the rules that it requires",
    'rule tf: the keyword "ß" cannot be looked for, so the rule is tried on every text',
    "rule tf-user: it reports nothing of its own (skipReport), and is left out",
    "rule tf: another rule has this id, and both are tried",
    "rule gitlab-pat, allowlist: it lets nothing pass",
    "rule gitlab-pat: it has no regex, and is left out",
  ]);
  expect(find(toml, "pw=secretly user twice")).toEqual(["tf secretly", "tf twice"]);
});

it("says that an allow list for all rules does not apply to the shipped ones", () => {
  const note =
    "allow lists: they apply to the rules of this text. For the shipped rules, write the patterns into allow.patterns of the module";
  expect(noteGitleaks('[allowlist]\nregexes = ["abc"]')).toEqual([note]);
  expect(noteGitleaks('[[allowlists]]\nstopwords = ["abc"]')).toEqual([note]);
});
