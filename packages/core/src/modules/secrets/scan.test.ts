import { describe, expect, it } from "vitest";
import { redact } from "../redact.ts";
import { secretsConfig } from "./config.ts";
import { compileSecretScanner } from "./scan.ts";
import { expandTemplate, randomNumbers } from "./test/expand-template.ts";

const random = randomNumbers(11);
const make = (template: string) => expandTemplate(template, random);
const AWS = make("AKIA{A-Z2-7:16}");
const GITHUB = make("ghp_{A-Za-z0-9:36}");
const scanner = compileSecretScanner();
const fingerprint = (secret: string) => `fp:${secret.length}:${secret.charCodeAt(8)}`;
const scan = (value: unknown, config: Record<string, unknown> = {}) =>
  compileSecretScanner(secretsConfig.parse(config)).scan(value, fingerprint);
const rules = (value: unknown) => scanner.scan(value, fingerprint).findings.map(({ rule, path }) => `${rule} ${path}`);

describe("scanning a value", () => {
  it("finds a secret in strings, lists, names and numbers, and says where without saying what", () => {
    const value = { to: "ana", body: `use\nthe key ${AWS} please`, list: [{ "a/b": GITHUB }], [GITHUB]: { inner: AWS } };
    const { findings, complete } = scanner.scan(value, fingerprint);
    expect(complete).toBe(true);
    expect(findings).toMatchObject([
      { rule: "aws-access-key-id", type: "cloud", path: "/body", start: 12, end: 32, line: 2 },
      { rule: "github-pat", path: "/list/0/a~1b", start: 0, end: 40 },
      { rule: "github-pat", path: "/#3", in_key: true },
      { rule: "aws-access-key-id", path: "/#3/inner" },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(new RegExp(`${AWS}|${GITHUB}`));
  });

  it("goes by the name of a member, of the one around it, and of a pair of name and value", () => {
    const password = make("T9!{A-Za-z0-9:9}x");
    const key = make("{a-f0-9:31}7");
    expect(rules({ password })).toEqual(["generic-quoted-password /password"]);
    expect(rules({ datadog: { api_key: key } })).toEqual(["datadog-api-key /datadog/api_key"]);
    expect(rules({ env: [{ name: "DB_PASSWORD", value: password }] })).toEqual(["generic-quoted-password /env/0/value"]);
    expect(rules({ note: password, id: key })).toEqual([]);
  });

  it.each([
    ["base64", (s: string) => btoa(`key: ${s} end`)],
    ["base64 of base64", (s: string) => btoa(btoa(`key: ${s} end`))],
    ["base64 of UTF-16", (s: string) => btoa([...`$k = "${s}"`].join("\0") + "\0")],
    ["hexadecimal", (s: string) => [...`key ${s}`].map((c) => c.charCodeAt(0).toString(16)).join("")],
    ["percent", (s: string) => [...s].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")],
    ["JSON escapes", (s: string) => [...s].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")],
    ["one escape", (s: string) => `"\\x${s.charCodeAt(0).toString(16)}${s.slice(1)}"`],
    ["entities", (s: string) => [...s].map((c) => `&#${c.charCodeAt(0)};`).join("")],
    ["zero-width characters", (s: string) => [...s].join("\u200b")],
    ["a soft hyphen", (s: string) => `${s.slice(0, 2)}\u00ad${s.slice(2)}`],
    ["Cyrillic letters", (s: string) => s.replaceAll("A", "А").replaceAll("p", "р")],
    ["full width", (s: string) => [...s].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("")],
    ["after an escaped line break", (s: string) => `first line\\n${s}\\nlast`],
    ["a URL", (s: string) => `https://x.internal/?a=1&token=${s}#top`],
  ])("finds a secret through %s", (_, disguise) => {
    for (const secret of [AWS, GITHUB]) {
      const text = `see ${disguise(secret)} .`;
      const { findings } = scanner.scan({ text }, fingerprint);
      expect({ text, rules: findings.map(({ rule }) => rule) }).toEqual({
        text,
        rules: [secret === AWS ? "aws-access-key-id" : "github-pat"],
      });
      expect(findings[0]?.fingerprint).toBe(fingerprint(secret));
      expect(JSON.stringify(redact({ text }, findings))).not.toContain(disguise(secret));
    }
  });

  it("is quiet about what is no secret", () => {
    expect(
      rules({
        commit: "9fceb02d0ae598e95dc970b74767f19372d61af8",
        id: "0190a6e2-7c1d-7f3a-9d3e-5a1c2b3d4e5f",
        integrity: "sha512-z1Rq6vZcPAZQXpNTQ5bkGVU1S3qjr2Y4kEkUeYI1Jm3d1QWnQ0f4n2n0X3k1m0Jb3k5X8f1nQkz0x4zJ1nKq5w==",
        arn: "arn:aws:iam::123456789012:role/service-role/lambda-execution",
        aws: "AKIAIOSFODNN7EXAMPLE",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        key: "process.env.OPENAI_API_KEY",
        token: "${GITHUB_TOKEN}",
        password: "xxxxxxxxxxxx",
        api_key: "<your-api-key>",
        prose: "The secret of a good token is that nobody knows the password: keep it out of the log.",
      }),
    ).toEqual([]);
  });

  it("never says complete when it did not look at everything", () => {
    expect(scan({ a: "x".repeat(1000), b: AWS }, { max_bytes: 500 })).toEqual({ findings: [], complete: false });
    const deep = JSON.parse(`${"[".repeat(5000)}"${AWS}"${"]".repeat(5000)}`);
    expect(scan(deep).complete).toBe(false);
  });
});

describe("configuration", () => {
  it("lets pass what is allowed: rules, paths, patterns, fingerprints, and what is not sure enough", () => {
    const value = { a: { key: AWS } };
    expect(scan(value).findings).toHaveLength(1);
    expect(scan(value, { disabled_rules: ["aws-access-key-id"] }).findings).toEqual([]);
    expect(scan(value, { allow: { paths: ["/*/key"] } }).findings).toEqual([]);
    expect(scan(value, { allow: { paths: ["/b"] } }).findings).toHaveLength(1);
    expect(scan(value, { allow: { patterns: ["^AKIA[A-Z2-7]+$"] } }).findings).toEqual([]);
    expect(scan(value, { allow: { fingerprints: [fingerprint(AWS)] } }).findings).toEqual([]);
    expect(scan(value, { min_confidence: 0.99 }).findings).toEqual([]);
  });

  it("takes rules of the organisation on an engine that cannot backtrack", () => {
    const config = { rules: [{ id: "acme-key", regex: "acme_([0-9a-f]{16})", keywords: ["ACME_"], entropy: 2 }] };
    expect(scan({ t: `key acme_${make("{0-9a-f:16}")}.` }, config).findings).toMatchObject([
      { rule: "acme-key", type: "custom", start: 9, end: 25 },
    ]);
    expect(scan({ t: "acme_0000000000000000" }, config).findings).toEqual([]);
    const { issues } = compileSecretScanner(secretsConfig.parse({ rules: [{ id: "bad", regex: "(?=x)" }] }));
    expect(issues).toMatchObject([{ rule: "bad" }]);
  });

  it("imports rules of gitleaks: keywords, groups, entropy and allow lists", () => {
    const gitleaks_toml = `
title = "ours"
[allowlist]
regexes = ['''^deadbeef''']
[[rules]]
id = "acme-token"
description = "ACME token"
regex = '''(?i)acme[_-]?token\\s*[:=]\\s*([a-z0-9]{20})(?:[\\s;]|$)'''
keywords = ["acme"]
entropy = 3
[[rules.allowlists]]
stopwords = ["test"]
[[rules]]
id = "only-a-path"
path = '''\\.p12$'''
`;
    const found = (text: string) => scan({ text }, { gitleaks_toml }).findings.filter(({ type }) => type === "custom");
    const token = make("{a-z0-9:19}7");
    expect(found(`ACME_TOKEN = ${token}`)).toMatchObject([{ rule: "acme-token", start: 13, end: 33 }]);
    expect(found(`ACME_TOKEN = deadbeef${token.slice(8)}`)).toEqual([]);
    expect(found(`ACME_TOKEN = test${token.slice(4)}`)).toEqual([]);
    expect(found(`ACME_TOKEN = aaaaaaaaaaaaaaaaaaaa`)).toEqual([]);
    expect(() => compileSecretScanner(secretsConfig.parse({ gitleaks_toml: "rules = 3" }))).toThrow(/gitleaks/);
  });

  it("stops rules that cost too many steps, and says so", () => {
    const config = { rules: Array.from({ length: 60 }, (_, i) => ({ id: `r${i}`, regex: `(a|b|ab){1,40}c${i}` })) };
    expect(scan({ text: "ab".repeat(20_000) }, config).complete).toBe(false);
  });

  it.each([{ action: "allow" }, { max_bytes: 0 }, { unknown: 1 }, { on_exceed: "allow" }])("refuses %j", (config) => {
    expect(secretsConfig.safeParse(config).success).toBe(false);
  });
});

describe("redacting", () => {
  it("keeps everything but what was found, names and numbers included", () => {
    const value = { a: `x ${AWS} y ${GITHUB}`, [AWS]: 1, [GITHUB]: 2, n: 7, list: [GITHUB, "ok"] };
    const clean = redact(value, scanner.scan(value, fingerprint).findings);
    expect(clean).toEqual({
      a: "x [REDACTED:aws-access-key-id] y [REDACTED:github-pat]",
      "[REDACTED:aws-access-key-id]": 1,
      "[REDACTED:github-pat]": 2,
      n: 7,
      list: ["[REDACTED:github-pat]", "ok"],
    });
    expect(redact({ n: 4111 }, [{ rule: "card", type: "card", path: "/n", start: 0, end: 4, confidence: 1, fingerprint: "" }])).toEqual({
      n: "[REDACTED:card]",
    });
  });

  it("gives two names that become the same names of their own", () => {
    const other = make("ghp_{A-Za-z0-9:36}");
    const value = { [GITHUB]: 1, [other]: 2 };
    expect(redact(value, scanner.scan(value, fingerprint).findings)).toEqual({
      "[REDACTED:github-pat]": 1,
      "[REDACTED:github-pat] (2)": 2,
    });
  });
});
