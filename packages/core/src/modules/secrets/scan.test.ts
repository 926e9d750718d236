import { SECRET_RULES } from "@agentlattice/detect";
import { expandTemplate, randomNumbers } from "@agentlattice/detect/testing";
import { describe, expect, it } from "vitest";
import type { Json } from "../../model/json.ts";
import { formatPath } from "../../model/path.ts";
import { factsOf } from "../../policy/test/case-files.ts";
import { applyEdits, planEdits } from "../apply-edits.ts";
import { textsOf } from "../submission-texts.ts";
import { secretsConfig } from "./config.ts";
import { compileSecretScanner } from "./scan.ts";
import { secrets } from "./secrets.ts";

const SHIPPED = new Set(SECRET_RULES.map(({ id }) => id));
const random = randomNumbers(11);
const make = (template: string) => expandTemplate(template, random);
const AWS = make("AKIA{A-Z2-7:16}");
const GITHUB = make("ghp_{A-Za-z0-9:36}");
const fingerprint = (secret: string) => `${secret.length}${secret.charCodeAt(8)}`;
const scan = (value: Json, config: Record<string, unknown> = {}) => {
  const texts = textsOf(value);
  const started = compileSecretScanner(secretsConfig.parse(config))(texts, fingerprint);
  texts.forEach(started.read);
  return started;
};
const rules = (value: Json) => scan(value).found.map(({ type, at }) => `${type} ${formatPath(at)}`);

describe("scanning a value", () => {
  it("finds a secret in strings, lists and names, and says where without saying what", () => {
    const value = { to: "ana", body: `use\nthe key ${AWS} please`, list: [{ "a/b": GITHUB }], [GITHUB]: { inner: AWS } };
    const { found, unfinished } = scan(value);
    expect(unfinished()).toBeUndefined();
    expect(found).toMatchObject([
      { type: "aws-access-key-id", at: ["body"], part: "value", start: 12, end: 32 },
      { type: "github-pat", at: ["list", 0, "a/b"], part: "value", start: 0, end: 40 },
      { type: "github-pat", at: [GITHUB], part: "key", start: 0, end: 40 },
      { type: "aws-access-key-id", at: [GITHUB, "inner"] },
    ]);
    expect(JSON.stringify(found.map(({ at: _, ...rest }) => rest))).not.toMatch(new RegExp(`${AWS}|${GITHUB}`));
  });

  it("goes by the name of a member, of the one around it, and of a pair of name and value", () => {
    const password = make("T9!{A-Za-z0-9:9}x");
    const key = make("{a-f0-9:31}7");
    expect(rules({ password })).toEqual(["generic-quoted-password password"]);
    expect(rules({ datadog: { api_key: key } })).toEqual(["datadog-api-key datadog.api_key"]);
    expect(rules({ env: [{ name: "DB_PASSWORD", value: password }] })).toEqual(["generic-quoted-password env[0].value"]);
    expect(rules({ note: password, id: key })).toEqual([]);
  });

  it("goes by the option before it in a list, by the name in a pair of texts, and by no neighbour else", () => {
    const password = make("T9!{A-Za-z0-9:9}x");
    expect(rules({ command: ["deploy", "--db-password", password] })).toEqual(["command-line-key command[2]"]);
    expect(rules({ rows: [["DB_PASSWORD", password]] })).toEqual(["generic-quoted-password rows[0][1]"]);
    expect(rules({ set: { Key: "DB_PASSWORD", Value: password } })).toEqual(["generic-quoted-password set.Value"]);
    expect(rules({ words: ["password", password, "third"], steps: ["--db-password", "deploy", password] })).toEqual([]);
  });

  it("leaves the digests of a lockfile alone, whatever a package is called", () => {
    const line = (name: string) => `  ${name}: ${make("{a-f0-9:39}7")}`;
    const lock = ["Alamofire", "apikey-auth", "GoogleUtilities", "PromisesObjC", "token-auth", "nanopb"].map(line).join("\n");
    expect(rules({ text: `SPEC CHECKSUMS:\n${lock}\n\nPODFILE CHECKSUM: ${make("{a-f0-9:40}")}` })).toEqual([]);
    const listed = ["keyring", "api_key", "session-file-store"].map(line).join("\n");
    expect(rules({ text: `SPEC CHECKSUMS:\n${listed}` })).toEqual([]);
    expect(rules({ text: `SETTINGS:\n${listed}` })).toHaveLength(1);
    expect(rules({ text: `CHECKSUMS:\nas in the file\n${listed}` })).toHaveLength(1);
    const environment = ["build", "api_key", "commit"].map(line).join("\n");
    expect(rules({ text: environment })).toEqual(["generic-secret text"]);
    const keys = ["first_api_key", "second_api_key", "third_api_key", "fourth_api_key"].map(line).join("\n");
    expect(rules({ text: keys })).toHaveLength(4);
  });

  it.each(["пароль: ", "Пароль — ", "密码：", "数据库密码是 ", "パスワードは「", "비밀번호: ", "hasło: ", "şifre: "])(
    "knows what comes after %s",
    (words) => {
      const password = make("T9x{A-Za-z0-9:9}x");
      expect(rules({ text: `${words}${password}」` })).toEqual(["generic-password text"]);
      expect(rules({ text: `${words}8 ${words}` })).toEqual([]);
    },
  );

  it.each([
    (s: string) => `variable "db_password" {\n  type    = string\n  default = "${s}"\n}`,
    (s: string) => `{"db_password": {\n  "value": "${s}"}}`,
    (s: string) => `ENV['DB_PASSWORD'] ||= '${s}'`,
    (s: string) => `gh secret set DB_PASSWORD --body "${s}"`,
    (s: string) => `set \`DB_PASSWORD\` to \`${s}\``,
    (s: string) => `DB_PASSWORD = [[${s}]]`,
  ])("finds a value behind its name: case %#", (write) => {
    expect(scan({ text: write(make("T9x{A-Za-z0-9:9}x")) }).found).toHaveLength(1);
  });

  it.each([
    ["hexadecimal behind 0x", (s: string) => `0x${[...`key ${s}`].map((c) => c.charCodeAt(0).toString(16)).join("")}`],
    ["a name that it is glued to", (s: string) => `old_${s}`],
    ["base64", (s: string) => btoa(`key: ${s} end`)],
    ["base64 of base64", (s: string) => btoa(btoa(`key: ${s} end`))],
    ["base64 of UTF-16", (s: string) => btoa([...`$k = "${s}"`].concat("").join("\0"))],
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
      const { found } = scan({ text });
      expect({ text, rules: found.map(({ type }) => type) }).toEqual({
        text,
        rules: [secret === AWS ? "aws-access-key-id" : "github-pat"],
      });
      expect(found[0]?.fingerprint).toBe(fingerprint(secret));
      const rest = text.slice(0, found[0]?.start) + text.slice(found[0]?.end);
      expect(rest).not.toContain(disguise(secret).slice(-12));
      expect(scan({ text: rest }).found).toEqual([]);
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
        token: ["$", "{GITHUB_TOKEN}"].join(""),
        password: "xxxxxxxxxxxx",
        api_key: "<your-api-key>",
        prose: "The secret of a good token is that nobody knows the password: keep it out of the log.",
      }),
    ).toEqual([]);
  });

  it("never says complete when it did not look at everything", () => {
    const facts = factsOf({ submission: { action_type: "mail.send", a: "x".repeat(1000), b: AWS } });
    const tools = { fingerprint, verifySignature: () => false };
    expect(secrets.compile(secretsConfig.parse({ max_bytes: 500 }))({ facts, tools, scan: {} })).toMatchObject({
      action: "DENY",
      reason_codes: ["SECRET_SCAN_INCOMPLETE"],
    });
  });
});

describe("redaction", () => {
  const redact = (content: string) => {
    const facts = factsOf({ submission: { action_type: "mail.send", content } });
    const tools = { fingerprint, verifySignature: () => false };
    const { edits = [] } = secrets.compile(secretsConfig.parse({ action: "redact" }))({ facts, tools, scan: {} });
    return String(applyEdits(facts.submission, planEdits(edits)).content);
  };

  it("removes every line of a wrapped credential", () => {
    const lines = btoa(`export TOKEN=${GITHUB} # for the nightly build of the shop`).match(/.{1,24}/g) ?? [];
    const redacted = redact(`first\n${lines.join("\n")}\n\nlast`);
    expect(redacted).toMatch(/^first\n\[REDACTED:[a-z-]+\]\n\nlast$/);
    expect(lines.filter((line) => line.length > 8 && redacted.includes(line))).toEqual([]);
  });

  it("removes the rest of a credential that is longer than its format", () => {
    const rest = make("{A-Za-z0-9:30}");
    expect(redact(`token: ${GITHUB}${rest}`)).not.toContain(rest.slice(-8));
    expect(redact(`password="${GITHUB}!${rest}"`)).not.toContain(rest.slice(-8));
  });
});

describe("configuration", () => {
  it("lets pass what is allowed: rules, paths, patterns, fingerprints, and what is not sure enough", () => {
    const value = { a: { key: AWS } };
    expect(scan(value).found).toHaveLength(1);
    expect(scan(value, { disabled_rules: ["aws-access-key-id"] }).found).toEqual([]);
    expect(scan(value, { allow: { paths: ["a"] } }).found).toEqual([]);
    expect(scan(value, { allow: { paths: ["b", "a.k"] } }).found).toHaveLength(1);
    expect(scan(value, { allow: { patterns: ["^AKIA[A-Z2-7]+$"] } }).found).toEqual([]);
    expect(scan(value, { allow: { fingerprints: [fingerprint(AWS)] } }).found).toEqual([]);
    expect(scan(value, { min_confidence: 0.99 }).found).toEqual([]);
  });

  it("takes rules of the organisation on an engine that cannot backtrack", () => {
    const config = { rules: [{ id: "acme-key", regex: "acme_([0-9a-f]{16})", keywords: ["ACME_"], entropy: 2 }] };
    expect(scan({ t: `key acme_${make("{0-9a-f:16}")}.` }, config).found).toMatchObject([{ type: "acme-key", start: 9, end: 25 }]);
    expect(scan({ t: "acme_0000000000000000" }, config).found).toEqual([]);
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
    const found = (text: string) => scan({ text }, { gitleaks_toml }).found.filter(({ type }) => !SHIPPED.has(type));
    const token = make("{a-z0-9:19}7");
    expect(found(`ACME_TOKEN = ${token}`)).toMatchObject([{ type: "acme-token", start: 13, end: 33 }]);
    expect(found(`ACME_TOKEN = deadbeef${token.slice(8)}`)).toEqual([]);
    expect(found(`ACME_TOKEN = test${token.slice(4)}`)).toEqual([]);
    expect(found(`ACME_TOKEN = aaaaaaaaaaaaaaaaaaaa`)).toEqual([]);
  });

  it("stops rules that cost too many steps, and says so", () => {
    const config = { rules: Array.from({ length: 60 }, (_, i) => ({ id: `r${i}`, regex: `(a|b|ab){1,40}c${i}` })) };
    expect(scan({ text: "ab".repeat(20_000) }, config).unfinished()).toMatch(/could not be finished/);
  });

  it.each([
    [{ action: "allow" }, ["action"]],
    [{ max_bytes: 0 }, ["max_bytes"]],
    [{ on_exceed: "allow" }, ["on_exceed"]],
    [{ unknown: 1 }, []],
    [{ rules: [{ id: "bad", regex: "(?=x)" }] }, ["rules", 0, "regex"]],
    [{ rules: [{ id: "bad", regex: "x", secret_group: 2 }] }, ["rules", 0, "regex"]],
    [{ gitleaks_toml: "rules = 3" }, ["gitleaks_toml"]],
    [{ gitleaks_toml: "rules = [" }, ["gitleaks_toml"]],
    [{ allow: { patterns: ["("] } }, ["allow", "patterns"]],
  ])("refuses %j", (config, path) => {
    expect(secretsConfig.safeParse(config).error?.issues).toMatchObject([{ path }]);
  });
});
