import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const refunds = (value: number, mode = "enforce") =>
  policy("refunds", {
    mode,
    match: { actions: ["refund.issue"] },
    require: [{ field: "amount", operator: "lt", value, remedy: "Ask for less." }],
    otherwise: "approve",
    effect: "allow",
  });
const withCases = (document: object, cases: object[]) => ({ ...document, cases });
const refund = (amount: number) => ({ action_type: "refund.issue", metadata: { amount } });

it("returns notes about ignored parts of a valid policy", async () => {
  const gitleaks_toml = '[[rules]]\nid = "p12"\npath = "p12$"\n';
  const document = policy("p12", { effect: "allow", match: { actions: ["file.read"] }, modules: { secrets: { gitleaks_toml } } });
  expect((await org.post("policies/validate", { document })).body).toMatchObject({
    valid: true,
    issues: [],
    notes: [{ path: "spec.modules.secrets.gitleaks_toml", message: "rule p12: it has no regex and looks at paths only, and is left out" }],
  });
  expect((await org.post("policies/validate", { document: refunds(1) })).body).not.toHaveProperty("notes");
});

describe("running cases", () => {
  it("returns the expected and the actual answer of each case, and the deciding condition", async () => {
    const document = withCases(refunds(100, "monitor"), [
      { name: "small", input: refund(40), expect: "ALLOW" },
      { name: "large", input: refund(400), expect: "ALLOW" },
      { name: "other action", input: { action_type: "refund.cancel" }, expect: "DENY" },
    ]);
    const { body, status } = await org.post("policies/test", {
      document,
      cases: [{ input: refund(99) }, { name: "asks", input: refund(100), expect: "REQUIRE_APPROVAL" }],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "refunds", passed: 3, failed: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(body.cases.map((one: { name: string; actual: string; pass: boolean | null }) => [one.name, one.actual, one.pass])).toEqual([
      ["small", "ALLOW", true],
      ["large", "REQUIRE_APPROVAL", false],
      ["other action", "DENY", true],
      ["case 1", "ALLOW", null],
      ["asks", "REQUIRE_APPROVAL", true],
    ]);
    expect(body.cases[1]).toMatchObject({
      source: "document",
      expected: "ALLOW",
      applied: true,
      conditions_evaluated: [
        { field: "amount", expected: 100, actual: 400, result: false, path: "spec.require[0]", remedy: "Ask for less." },
      ],
    });
    expect(body.cases[2]).toMatchObject({ applied: false, denial_reason: "NO_MATCHING_POLICY" });
    expect(body.cases[4]).toMatchObject({ source: "request" });
  });

  it("evaluates a policy that only restricts with a default of allow", async () => {
    const document = policy("no-mail", { match: { actions: ["email.*"], environments: ["prod"] }, effect: "deny" });
    const cases = [
      { name: "stopped", input: { action_type: "email.send" }, expect: "DENY" },
      { name: "elsewhere", input: { action_type: "email.send" }, environment: "dev", expect: "ALLOW" },
    ];
    expect((await org.post("policies/test", { document, cases })).body).toMatchObject({ passed: 2, failed: 0 });
    const bare = { ...document, cases: undefined };
    const nothing = (await org.post("policies/test", { document: bare, cases: [] })).body;
    expect(nothing).toMatchObject({ passed: 0, failed: 0, reason: expect.stringContaining("Nothing was tested") });
  });

  it("validates cases as strictly as the rest of a document", async () => {
    const wrong = async (one: object) => (await org.post("policies/validate", { document: withCases(refunds(1), [one]) })).body.issues;
    expect(await wrong({ name: "x", input: { action: "refund.issue" }, expect: "ALLOW" })).toContainEqual(
      expect.objectContaining({ path: "cases[0].input.action", suggestion: "action_type" }),
    );
    expect(await wrong({ name: "x", input: refund(1), expect: "executed" })).toEqual([
      expect.objectContaining({ path: "cases[0].expect", suggestion: "ALLOW" }),
    ]);
    const twice = { name: "x", input: refund(1), expect: "ALLOW" };
    expect((await org.post("policies/validate", { document: withCases(refunds(1), [twice, twice]) })).body.issues).toEqual([
      expect.objectContaining({ path: "cases[1].name" }),
    ]);
    const invalid = await org.post("policies/test", { document: { ...refunds(1), spec: {} } });
    expect(invalid.body).toMatchObject({ status: 422, code: "POLICY_INVALID" });
    expect((await org.post("policies/test", { document: refunds(1), cases: [{ input: { action: "x" } }] })).body).toMatchObject({
      status: 422,
      code: "INVALID_REQUEST",
    });
  });

  it("saves nothing", async () => {
    const fresh = await api.createOrg("Untouched");
    await org.post("policies/test", { document: refunds(1) }, fresh.owner);
    expect((await api.call("GET", "policies", { token: fresh.owner })).body.data).toEqual([]);
  });
});

const START =
  "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: hostile }\nspec:\n  match: { actions: [pr.merge] }\n  effect: allow\n";

describe("invalid text", () => {
  const bomb = `a: &a [x, x]\n${"bcdefghi"
    .split("")
    .map((key, i) => `${key}: &${key} [*${"abcdefgh"[i]}, *${"abcdefgh"[i]}]\n`)
    .join("")}`;
  it.each<[string, string, RegExp]>([
    ["aliases that multiply", bomb, /anchors|aliases/],
    ["keys given twice", START.replace("  effect: allow", "  effect: deny\n  effect: allow"), /occurs twice/],
    [
      "keys of the object model",
      START.replace("{ name: hostile }", "{ name: hostile, labels: { __proto__: x } }"),
      /cannot be a key|__proto__/,
    ],
    ["a tag that would run something", START.replace("name: hostile", "name: !!js/function x"), /tag/i],
    ["hidden direction characters", `${START}# \u202e evil\n`, /U\+202E/],
    ["hidden direction characters in a text", START.replace("name: hostile", 'name: hostile, description: "\\u2066x"'), /U\+2066/],
    ["nesting without end", `${START}x: ${"[".repeat(5000)}`, /nested deeper/],
    ["a null character", `${START}# \u0000`, /null character/],
    ["several documents", `${START}---\n${START}`, /one document/],
    ["a name that is not plain", START.replace("hostile", '"p\u0430ypal"'), /kebab-case/],
  ])("is refused with a position and a message: %s", async (_name, yaml, message) => {
    const { body, text } = await org.post("policies/validate", { yaml });
    expect(body.valid).toBe(false);
    expect(body.issues.map((issue: { message: string }) => issue.message).join("\n")).toMatch(message);
    expect(text.length).toBeLessThan(20_000);
    expect((await org.post("policies", { yaml })).body).toMatchObject({ status: 422, code: "POLICY_INVALID" });
  });

  it("is refused by its size before it is parsed", async () => {
    expect((await org.post("policies/validate", { yaml: `${START}#${"x".repeat(300_000)}` })).body).toMatchObject({
      status: 422,
      code: "INVALID_REQUEST",
    });
    expect((await org.post("policies/validate", { yaml: "x".repeat(1_100_000) })).body).toMatchObject({
      status: 413,
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  it("returns the fix as an edit of the text", async () => {
    const yaml = `${START}  require:\n    - { field: n, operator: less_than, value: 5 }\n`;
    const [issue] = (await org.post("policies/validate", { yaml })).body.issues;
    expect(issue).toEqual({
      path: "spec.require[0].operator",
      message: "less_than is not an operator. Did you mean lt?",
      suggestion: "lt",
      line: 8,
      column: 19,
      fix: { line: 8, column: 29, end_line: 8, end_column: 38, text: "lt" },
    });
    const lines = yaml.split("\n");
    const line = lines[7] as string;
    lines[7] = line.slice(0, issue.fix.column - 1) + issue.fix.text + line.slice(issue.fix.end_column - 1);
    expect((await org.post("policies/validate", { yaml: lines.join("\n") })).body).toMatchObject({ valid: true, issues: [] });
  });
});

describe("a malicious policy", () => {
  const raw = (text: string, path = "policies/validate") =>
    api.call("POST", path, { token: org.owner, raw: text, headers: { "content-type": "application/json" } });
  const around = (spec: string) =>
    `{"document":{"apiVersion":"agentlattice/v1","kind":"Policy","metadata":{"name":"p"},"spec":{"effect":"allow","match":{"actions":["*"]}${spec}}}}`;
  const value = (text: string) => around(`,"when":{"field":"a","operator":"lt","value":${text}}`);

  it.each([
    ["1e400", value("1e400")],
    ["-0", value("-0")],
    ["a number beyond 2^53", value("9007199254740993")],
    ["NaN", value("NaN")],
    ["the same key twice", around(',"mode":"enforce","mode":"monitor"')],
    ["the same key twice, once escaped", around(',"mode":"enforce","m\\u006fde":"monitor"')],
    ["__proto__", around(',"__proto__":{"effect":"deny"}')],
    ["constructor", around(',"constructor":{}')],
    ["half a surrogate pair", around(',"when":{"field":"a","operator":"eq","value":"\\ud800"}')],
    ["deep nesting", around(`,"when":${'{"not":'.repeat(5000)}{}${"}".repeat(5000)}`)],
  ])("is refused as ambiguous JSON: %s", async (_, text) => {
    for (const path of ["policies/validate", "policies"]) {
      const { status, body } = await raw(text, path);
      expect({ status, code: body.code }).toEqual({ status: 400, code: "MALFORMED_JSON" });
    }
  });

  it.each([
    ["an unknown module", around(',"modules":{"secret":{}}'), "spec.modules.secret"],
    ["a null character", around(',"when":{"field":"a","operator":"eq","value":"a\\u0000b"}'), "spec.when.value"],
    [
      "10,000 rules",
      around(`,"require":[${Array.from({ length: 4000 }, (_, i) => `{"field":"f${i}","operator":"exists"}`).join(",")}]`),
      "spec.require",
    ],
    [
      "a pattern that would explode",
      around(',"when":{"field":"a","operator":"matches","value":"((a{1,100}){1,100}){1,100}"}'),
      "spec.when.value",
    ],
    [
      "a module's own pattern",
      around(',"modules":{"content":{"patterns":[{"name":"x","regex":"(a+)+\\\\1"}]}}'),
      "spec.modules.content.patterns[0].regex",
    ],
  ])("is refused with its position: %s", async (_, text, path) => {
    expect((await raw(text)).body).toMatchObject({ valid: false, issues: expect.arrayContaining([expect.objectContaining({ path })]) });
    const { status, body } = await raw(text, "policies");
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "POLICY_INVALID", errors: expect.arrayContaining([expect.objectContaining({ path })]) });
  });

  it.each([
    ["braces", "{}".repeat(100_000)],
    ["aliases", `a: &a [x]\nb: [${"*a,".repeat(20_000)}]`],
    ["keys", "a:\n".repeat(9_000)],
  ])("does not block the server: %s", { timeout: 30_000 }, async (_, yaml) => {
    const { status, body } = await org.post("policies/validate", { yaml });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      valid: false,
      issues: expect.arrayContaining([expect.objectContaining({ line: expect.any(Number), column: expect.any(Number) })]),
    });
  });
});

describe("a saved policy", () => {
  const save = async (value: number) =>
    (await org.post("policies", { document: withCases(refunds(value), [{ name: "forty", input: refund(40), expect: "ALLOW" }]) })).body;

  it("is tested with its newest version, another one, or a draft text", async () => {
    const { id } = await save(100);
    await save(30);
    const path = `policies/${id}/test`;
    expect((await org.post(path, {})).body).toMatchObject({
      name: "refunds",
      passed: 0,
      failed: 1,
      cases: [{ name: "forty", source: "document" }],
    });
    expect((await org.post(path, { version: 1 })).body).toMatchObject({ passed: 1, failed: 0 });
    const asked = await org.post(path, { version: 1, cases: [{ name: "more", input: refund(400), expect: "DENY" }] });
    expect(asked.body).toMatchObject({ passed: 1, failed: 1, cases: [{ pass: true }, { name: "more", source: "request", pass: false }] });
    expect((await org.post(path, { document: refunds(1) })).body).toMatchObject({ passed: 0, failed: 0, cases: [] });
    expect((await org.post(path, { yaml: "kind: Polcy" })).body).toMatchObject({ code: "POLICY_INVALID" });
  });

  it("is validated with its newest version, another one, or a draft text", async () => {
    const { id, hash } = await save(50);
    const path = `policies/${id}/validate`;
    expect((await org.post(path, {})).body).toEqual({ valid: true, issues: [], hash });
    expect((await api.call("POST", path, { token: org.owner })).body).toMatchObject({ valid: true });
    const broken = await org.post(path, { yaml: "kind: Polcy" });
    expect(broken.body.valid).toBe(false);
    expect(broken.body.issues).toContainEqual(expect.objectContaining({ path: "kind", line: 1, suggestion: "Policy" }));
  });

  it.each(["test", "validate"])("refuses to %s the text of another policy, more than one text, and unknown versions", async (verb) => {
    const { id } = await save(60);
    const path = `policies/${id}/${verb}`;
    const other = policy("other", { match: { actions: ["x.y"] }, effect: "allow" });
    expect((await org.post(path, { document: other })).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await org.post(path, { version: 1, document: refunds(1) })).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await org.post(path, { version: 99 })).body).toMatchObject({ code: "NOT_FOUND" });
    expect((await org.post(`policies/pol_00000000000000000000000000/${verb}`, {})).body).toMatchObject({ code: "NOT_FOUND" });
    expect((await org.post(path, {}, org.agentKey)).body).toMatchObject({ code: "FORBIDDEN" });
    expect((await org.post(path, {}, (await api.createOrg("Elsewhere")).owner)).body).toMatchObject({ code: "NOT_FOUND" });
  });
});
