import { describe, expect, it } from "vitest";
import { parsePolicyYaml } from "./parse-yaml.ts";
import { locatePath, toYaml } from "./to-yaml.ts";

const text = `apiVersion: agentlattice/v1
kind: Policy
# Who may merge what.
metadata: { name: small-prs-only, owner: platform }
spec:
  match: { actions: ["pr.*"] }
  when: { field: repo, operator: in, value: [acme/web, acme/api] }
  require:
    - { field: pr_size, operator: lt, value: 100, remedy: "Split the change into smaller pull requests." }
    - any:
        - { field: "data_accessed[every].sensitivity", operator: in, value: [low, medium] }
        - field: ticket
          operator: exists
  otherwise: deny
  effect: allow
`;

function issuesOf(yaml: string) {
  const parsed = parsePolicyYaml(yaml);
  return parsed.ok ? [] : parsed.issues;
}

describe("parsePolicyYaml", () => {
  it("reads a policy", () => {
    const parsed = parsePolicyYaml(text);
    expect(parsed.ok && parsed.policy.spec.require?.[0]).toEqual({
      field: "pr_size",
      operator: "lt",
      value: 100,
      remedy: "Split the change into smaller pull requests.",
    });
  });

  it.each<[string, string, string, { path: string; line: number; column: number; message: RegExp; suggestion?: string }]>([
    [
      "an operator",
      "operator: lt",
      "operator: less_than",
      { path: "spec.require[0].operator", line: 9, column: 25, message: /Did you mean lt/, suggestion: "lt" },
    ],
    [
      "a key",
      "  effect: allow",
      "  efect: allow",
      { path: "spec.efect", line: 15, column: 3, message: /Did you mean effect/, suggestion: "effect" },
    ],
    ["a missing key, at its parent", "  effect: allow", "", { path: "spec.effect", line: 5, column: 1, message: /effect is required/ }],
    [
      "something deep",
      "operator: exists",
      "operator: exists\n          value: 1",
      { path: "spec.require[1].any[1].value", line: 14, column: 11, message: /takes no value/ },
    ],
    ["an anchor", "name: small-prs-only", "name: &n small-prs-only", { path: "metadata.name", line: 4, column: 22, message: /anchors/ }],
    ["an alias", "owner: platform", "owner: *n", { path: "metadata.owner", line: 4, column: 42, message: /aliases/ }],
    ["a tag", "owner: platform", "owner: !!str platform", { path: "metadata.owner", line: 4, column: 48, message: /tags/ }],
    ["a merge key", "  otherwise: deny", "  <<: { mode: monitor }", { path: "spec", line: 14, column: 3, message: /merge keys/ }],
    [
      "a key that occurs twice",
      "  otherwise: deny",
      "  effect: deny",
      { path: "spec.effect", line: 15, column: 3, message: /occurs twice/ },
    ],
    ["a key that is no text", "  otherwise: deny", "  1: deny", { path: "spec", line: 14, column: 3, message: /keys must be text/ }],
    [
      "a key of the object model",
      "  otherwise: deny",
      "  __proto__: { effect: allow }",
      { path: "spec.__proto__", line: 14, column: 3, message: /cannot be a key/ },
    ],
    ["not a number", "value: 100", "value: .nan", { path: "spec.require[0].value", line: 9, column: 39, message: /NaN is not a number/ }],
    [
      "a number that loses digits",
      "value: 100",
      "value: 9007199254740993",
      { path: "spec.require[0].value", line: 9, column: 39, message: /beyond 2\^53/ },
    ],
    ["minus zero", "value: 100", "value: -0", { path: "spec.require[0].value", line: 9, column: 39, message: /-0/ }],
    ["a second document", "  effect: allow", "  effect: allow\n---\na: 1", { path: "", line: 16, column: 1, message: /one document/ }],
    ["a syntax error", "[acme/web, acme/api]", "[acme/web, acme/api", { path: "", line: 7, column: 65, message: /./ }],
  ])("returns the position of %s", (_name, from, to, expected) => {
    expect(text).toContain(from);
    const { message, ...rest } = expected;
    expect(issuesOf(text.replace(from, to))).toContainEqual(expect.objectContaining({ ...rest, message: expect.stringMatching(message) }));
  });

  it.each([
    ["nothing", "", /no document/],
    ["a comment only", "# hello", /no document/],
    ["a directive", `%YAML 1.1\n---\n${text}`, /directives/],
    ["a null character", `${text}\u0000`, /null character/],
    ["too many bytes", `${text}#${"x".repeat(262_144)}`, /at most 262144 bytes/],
    ["too many bytes in few characters", `${text}#${"€".repeat(90_000)}`, /at most 262144 bytes/],
    ["too many parts", `a: [${"1,".repeat(30_000)}]`, /at most 30000 keys, values and list items/],
    ["too many lines", "#\n".repeat(20_001), /at most 20000 lines/],
    ["open brackets", "[".repeat(100_000), /nested deeper/],
    ["open braces", "{a: ".repeat(50_000), /nested deeper/],
    ["dashes on one line", "- ".repeat(100_000), /nested deeper/],
    ["levels by indentation", Array.from({ length: 90 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /nested deeper/],
  ])("refuses %s", (_name, yaml, message) => {
    expect(issuesOf(yaml)[0]).toMatchObject({
      message: expect.stringMatching(message),
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  it.each([
    ["a directive", `# first\n%YAML 1.1\n---\n${text}`, { line: 2, column: 1 }],
    ["a null character", "a: b\nc: \u0000", { line: 2, column: 4 }],
    ["an open bracket too many", `a: 1\nb: ${"[".repeat(200)}`, { line: 2, column: 104 }],
  ])("returns the position of %s", (_name, yaml, position) => {
    expect(issuesOf(yaml)[0]).toMatchObject(position);
  });

  it("reads yes and no as text, as YAML 1.2 does", () => {
    const parsed = parsePolicyYaml(text.replace("value: 100", "value: no").replace("operator: lt", "operator: eq"));
    expect(parsed.ok && parsed.policy.spec.require?.[0]).toMatchObject({ value: "no" });
  });
});

describe("toYaml", () => {
  it("writes readable YAML", () => {
    const parsed = parsePolicyYaml(text);
    if (!parsed.ok) throw new Error("invalid");
    const written = toYaml(parsed.policy);
    expect(written).toMatchInlineSnapshot(`
      "apiVersion: agentlattice/v1
      kind: Policy
      metadata:
        name: small-prs-only
        owner: platform
      spec:
        match:
          actions: [ pr.* ]
        when:
          field: repo
          operator: in
          value: [ acme/web, acme/api ]
        require:
          - field: pr_size
            operator: lt
            value: 100
            remedy: Split the change into smaller pull requests.
          - any:
              - field: data_accessed[every].sensitivity
                operator: in
                value: [ low, medium ]
              - field: ticket
                operator: exists
        otherwise: deny
        effect: allow
      "
    `);
    expect(parsePolicyYaml(written)).toEqual(parsed);
  });
});

describe("locatePath", () => {
  it.each([
    ["spec.effect", 15],
    ["spec.when", 7],
    ["spec.require[0]", 9],
    ["spec.require[0].remedy", 9],
    ["spec.require[1]", 10],
    ["spec.require[1].any[1]", 12],
    ["spec.require[1].any[1].operator", 13],
    ["spec.require[7]", 8],
    ["spec.nothing", 5],
    ["", 1],
  ])("finds %s on line %i", (path, line) => {
    expect(locatePath(text, path)).toBe(line);
  });

  it("returns null for text that is not YAML", () => {
    expect(locatePath("a: [", "spec")).toBeNull();
  });
});
