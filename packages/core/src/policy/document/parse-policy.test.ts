import { describe, expect, it } from "vitest";
import { MAX_CONDITION_DEPTH } from "../../conditions/condition.ts";
import { canonicalPolicy, policyHash } from "./canonical-policy.ts";
import { POLICY_LIMITS } from "./document.ts";
import { parsePolicy } from "./parse-policy.ts";

const leaf = { field: "pr_size", operator: "lt", value: 100 };
const spec = { match: { actions: ["pr.*"] }, effect: "allow" };
const document = (more: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) => ({
  apiVersion: "agentlattice/v1",
  kind: "Policy",
  metadata: { name: "small-prs-only", ...metadata },
  spec: { ...spec, ...more },
});

function issuesOf(input: unknown) {
  const parsed = parsePolicy(input);
  return parsed.ok ? [] : parsed.issues;
}

/** Nests a condition `levels` deep. */
function nested(levels: number): unknown {
  return levels <= 1 ? leaf : { not: nested(levels - 1) };
}

describe("parsePolicy", () => {
  it("accepts the whole language that this release executes", () => {
    const full = document(
      {
        mode: "monitor",
        match: {
          actions: ["pr.*", "db.drop", "*"],
          agents: { labels: { team: "platform" }, names: ["ci-bot"] },
          environments: ["prod"],
          fallback: false,
        },
        when: { any: [leaf, { not: { field: "repo", operator: "exists" } }] },
        require: [
          { ...leaf, remedy: "Split it." },
          { all: [leaf, { field: "data_accessed[every].sensitivity", operator: "in", value: ["low"] }] },
        ],
        otherwise: "approve",
        effect: "allow",
        approval: {
          approvers: ["role:admin", "user:ana@acme.test", "agent_owner"],
          quorum: 1,
          expires: "8h",
          use_within: "15m",
          on_timeout: "deny",
          separation_of_duties: "strict",
          step_up: false,
          reason: "always",
        },
        private: ["pr_size", "agent.labels", "data_accessed[any].type", "data_accessed"],
        obligations: [{ type: "redact", params: { fields: ["a"] } }],
      },
      { description: "Small ones", owner: "platform", labels: { risk: "high", "app.kubernetes.io/name": "x" } },
    );
    expect(parsePolicy(full)).toEqual({ ok: true, policy: full });
  });

  it("keeps the document as written: canonical text and hash are stable", () => {
    const parsed = parsePolicy(document());
    if (!parsed.ok) throw new Error("invalid");
    const canonical = canonicalPolicy(parsed.policy);
    expect(canonical).toBe(
      '{"apiVersion":"agentlattice/v1","kind":"Policy","metadata":{"name":"small-prs-only"},"spec":{"effect":"allow","match":{"actions":["pr.*"]}}}',
    );
    const seen: string[] = [];
    const fake = (bytes: Uint8Array) => {
      seen.push(new TextDecoder().decode(bytes));
      return new Uint8Array([0, 171, 255]);
    };
    expect(policyHash(fake, parsed.policy)).toBe("00abff");
    expect(seen).toEqual([canonical]);
  });

  it("keeps modules as written, without their defaults", () => {
    const written = document({ modules: { secrets: {}, pii: { types: ["email"] }, content: { terms: [{ name: "a", words: ["xx"] }] } } });
    expect(parsePolicy(written)).toEqual({ ok: true, policy: written });
  });

  it.each<[string, unknown, { path: string; message: RegExp | string; suggestion?: string }]>([
    [
      "an invalid fallback model",
      document({ obligations: [{ type: "degrade", params: { model: "small" } }] }),
      { path: "spec.obligations[0].params.model", message: /names a model as/ },
    ],
    [
      "effect is required",
      { ...document(), spec: { match: spec.match } },
      { path: "spec.effect", message: "effect is required: allow, approve, deny or guard" },
    ],
    ["an unknown effect", document({ effect: "block" }), { path: "spec.effect", message: /must be allow, approve/, suggestion: "deny" }],
    [
      "an unknown key in spec",
      document({ requires: [leaf] }),
      { path: "spec.requires", message: "requires is not known here. Did you mean require?", suggestion: "require" },
    ],
    [
      "an unknown key in match",
      document({ match: { actions: ["*"], environment: ["prod"] } }),
      { path: "spec.match.environment", message: /Did you mean environments/, suggestion: "environments" },
    ],
    ["an unknown key at the top", { ...document(), sepc: {} }, { path: "sepc", message: /Did you mean spec/, suggestion: "spec" }],
    [
      "an unknown key that resembles nothing",
      document({ zzzzzz: 1 }),
      { path: "spec.zzzzzz", message: /not known here. Known: mode, match/ },
    ],
    [
      "an unknown key in a condition",
      document({ when: { ...leaf, val: 1 } }),
      { path: "spec.when.val", message: /Did you mean value/, suggestion: "value" },
    ],
    [
      "an alias is suggested, not accepted",
      document({ when: { field: "a", operator: "less_than", value: 1 } }),
      { path: "spec.when.operator", message: "less_than is not an operator. Did you mean lt?", suggestion: "lt" },
    ],
    [
      "a misspelt operator",
      document({ when: { field: "a", operator: "strats_with", value: "x" } }),
      { path: "spec.when.operator", message: /Did you mean starts_with/, suggestion: "starts_with" },
    ],
    ["no operator", document({ when: { field: "a", value: 1 } }), { path: "spec.when.operator", message: /operator is required/ }],
    ["no field", document({ when: { operator: "eq", value: 1 } }), { path: "spec.when.field", message: /field is required/ }],
    ["no match", { ...document(), spec: { effect: "allow" } }, { path: "spec.match", message: "match is required" }],
    ["no actions", document({ match: { actions: [] } }), { path: "spec.match.actions", message: "needs at least one item" }],
    ["another glob", document({ match: { actions: ["pr.*.x"] } }), { path: "spec.match.actions[0]", message: /must be an action/ }],
    ["a name that is not kebab-case", document({}, { name: "Small PRs" }), { path: "metadata.name", message: /kebab-case/ }],
    [
      "another version",
      { ...document(), apiVersion: "v1" },
      { path: "apiVersion", message: "must be agentlattice/v1", suggestion: "agentlattice/v1" },
    ],
    ["an unknown mode", document({ mode: "dry_run" }), { path: "spec.mode", message: /must be enforce/, suggestion: "monitor" }],
    [
      "an unknown risk",
      document({}, { labels: { risk: "hihg" } }),
      { path: "metadata.labels.risk", message: /must be low, medium/, suggestion: "high" },
    ],
    ["require on a deny", document({ effect: "deny", require: [leaf] }), { path: "spec.require", message: /move the conditions to when/ }],
    ["otherwise without require", document({ otherwise: "approve" }), { path: "spec.otherwise", message: /there is no require/ }],
    ["when as a list", document({ when: [leaf] }), { path: "spec.when", message: /must be \{field/ }],
    ["an empty all", document({ when: { all: [] } }), { path: "spec.when.all", message: /at least one/ }],
    [
      "two combinators",
      document({ when: { all: [leaf], any: [leaf] } }),
      { path: "spec.when.any", message: "any cannot be used beside all" },
    ],
    [
      "a leaf and a combinator",
      document({ when: { not: leaf, field: "a" } }),
      { path: "spec.when.field", message: "field cannot be used beside not" },
    ],
    [
      "a problem deep inside",
      document({ require: [leaf, { any: [leaf, { not: { ...leaf, value: "x" } }] }] }),
      { path: "spec.require[1].any[1].not.value", message: "lt needs a number" },
    ],
    [
      "an approver who cannot decide",
      document({ approval: { approvers: ["role:auditor"] } }),
      { path: "spec.approval.approvers[0]", message: /auditors and members do not decide/ },
    ],
    [
      "a duration in words",
      document({ approval: { expires: "8 hours" } }),
      { path: "spec.approval.expires", message: /must be a duration/ },
    ],
    [
      "a duration that is too long",
      document({ approval: { expires: "31d" } }),
      { path: "spec.approval.expires", message: "must be at most 30d" },
    ],
    [
      "stages beside approvers",
      document({ approval: { stages: [{ approvers: ["role:admin"] }], approvers: ["role:admin"] } }),
      { path: "spec.approval.stages", message: /not both/ },
    ],
    [
      "an editable field that agents do not submit",
      document({ approval: { editable: [{ field: "agent.name" }] } }),
      { path: "spec.approval.editable[0]", message: /cannot be edited/ },
    ],
    [
      "bounds that exclude every value",
      document({ approval: { editable: [{ field: "amount", min: 2, max: 1 }] } }),
      { path: "spec.approval.editable[0]", message: "min is above max" },
    ],
    [
      "a private field that does not exist",
      document({ private: ["agent.nmae"] }),
      { path: "spec.private[0]", message: /Did you mean agent.name/, suggestion: "agent.name" },
    ],
    ["not an object", [], { path: "", message: "must be an object" }],
    ["nothing", undefined, { path: "", message: /cannot contain a undefined/ }],
  ])("refuses %s", (_name, input, expected) => {
    const { message, ...rest } = expected;
    expect(issuesOf(input)).toContainEqual(
      expect.objectContaining({ ...rest, message: typeof message === "string" ? message : expect.stringMatching(message) }),
    );
  });

  it.each<[string, unknown, string, RegExp]>([
    ["true", true, "spec.approval.grants", /./],
    ["without allow", { max: "7d" }, "spec.approval.grants.allow", /./],
    ["for too long", { allow: true, max: "31d" }, "spec.approval.grants.max", /at most 30d/],
    ["that add up a list", { allow: true, sum_field: "items[any].amount" }, "spec.approval.grants.sum_field", /one number/],
  ])("refuses grants %s", (_name, grants, path, message) => {
    expect(issuesOf(document({ approval: { grants } }))).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ["a limit that is nothing", { limits: [{ by: "agent" }] }, "spec.limits[0]", /either a rate or a budget/],
    ["a rate and a budget", { limits: [{ rate: "1/s", budget: { calls: 1, per: "day" } }] }, "spec.limits[0]", /either a rate or a budget/],
    ["a rate without a unit", { limits: [{ rate: "10" }] }, "spec.limits[0].rate", /must be a rate such as 10\/min/],
    ["a budget of nothing", { limits: [{ budget: { per: "day" } }] }, "spec.limits[0].budget", /caps usd, tokens, calls or seconds/],
    ["money as a number", { limits: [{ budget: { usd: 5, per: "day" } }] }, "spec.limits[0].budget.usd", /must be a text/],
    [
      "a session's budget by agent",
      { limits: [{ budget: { calls: 1, per: "session" }, by: "agent" }] },
      "spec.limits[0].by",
      /already determines/,
    ],
    [
      "a rule of two kinds",
      { history: [{ count: { actions: ["a"], within: "1h" }, sequence: { before: ["b"], within: "1h" } }] },
      "spec.history[0]",
      /one of count/,
    ],
    [
      "a count without a bound",
      { history: [{ count: { actions: ["a"], within: "1h" } }] },
      "spec.history[0]",
      /needs an operator and a value/,
    ],
    [
      "a sequence with a bound",
      { history: [{ sequence: { before: ["b"], within: "1h" }, operator: "lt", value: 1 }] },
      "spec.history[0]",
      /takes no operator/,
    ],
    [
      "a sum of a list",
      { history: [{ sum: { actions: ["a"], within: "1h", field: "tags[any]" }, operator: "lt", value: 1 }] },
      "spec.history[0].sum.field",
      /one value/,
    ],
    [
      "a window of a year",
      { history: [{ count: { actions: ["a"], within: "365d" }, operator: "lt", value: 1 }] },
      "spec.history[0].count.within",
      /at most 31d/,
    ],
    ["an unknown module", { modules: { secret: {} } }, "spec.modules.secret", /is not known here/],
  ])("refuses %s", (_name, more, path, message) => {
    expect(issuesOf(document(more))).toContainEqual(expect.objectContaining({ path, message: expect.stringMatching(message) }));
  });

  it.each<[string, unknown, string, RegExp]>([
    ["eq", [1], "a list", /needs a string, a number or true\/false/],
    ["eq", null, "null", /needs a string/],
    ["lt", "100", "a number in quotes", /needs a number/],
    ["in", "a", "a single value", /needs a list/],
    ["in", [], "an empty list", /at least one/],
    ["in", [{}], "objects", /needs a list of strings/],
    ["contains", ["a"], "a list", /needs a string/],
    ["starts_with", "", "an empty text", /not empty/],
    ["matches", "(a", "an open group", /not a valid RE2 pattern: missing closing/],
    ["matches", "(?=a)", "a look-ahead", /not a valid RE2 pattern/],
    ["matches", "\\1", "a back reference", /not a valid RE2 pattern/],
    ["matches", "(a{100}){10}", "a large program", /at most 512/],
    ["matches", "a".repeat(1001), "a long pattern", /at most 1000 characters/],
    ["exists", true, "a value", /takes no value/],
    ["between", [5, 1], "bounds the wrong way round", /lower bound first/],
    ["between", [1], "one bound", /needs \[low, high\]/],
    ["between", [1, "2026-01-01T00:00:00Z"], "bounds of two kinds", /two numbers or two RFC 3339/],
    ["within_cidr", "10.0.0.0", "an address", /not a block/],
    ["within_cidr", "10.0.0.0/33", "too many bits", /not a block/],
    ["within_cidr", ["10.0.0.0/8", "x"], "a bad item", /"x" is not a block/],
    ["within_cidr", "010.0.0.0/8", "leading zeros", /not a block/],
    ["before", "2026-01-01", "a date", /RFC 3339/],
    ["before", "2026-02-30T00:00:00Z", "a day that does not exist", /RFC 3339/],
    ["subset_of", "a", "a text", /needs a list/],
  ])("refuses %s with %j (%s)", (operator, value, _name, message) => {
    expect(issuesOf(document({ when: { field: "f", operator, value } }))).toEqual([
      expect.objectContaining({ path: "spec.when.value", message: expect.stringMatching(message) }),
    ]);
  });

  it("suggests the probable CIDR block", () => {
    expect(issuesOf(document({ when: { field: "ip", operator: "within_cidr", value: "10.1.2.3/8" } }))[0]?.suggestion).toBe("10.0.0.0/8");
    expect(issuesOf(document({ when: { field: "ip", operator: "within_cidr", value: "2001:db8::1/32" } }))[0]?.suggestion).toBe(
      "2001:db8:0:0:0:0:0:0/32",
    );
  });

  it.each<[string, string, RegExp, string | undefined]>([
    ["agent.nmae", "eq", /Did you mean agent.name/, "agent.name"],
    ["agent.secret", "eq", /agent has no secret/, undefined],
    ["data_accessed.type", "eq", /is a list: write data_accessed\[any\].type/, "data_accessed[every].type"],
    ["tags", "eq", /is a list: write tags\[any\]/, "tags[every]"],
    ["data_accessed", "contains", /is a list/, "data_accessed[every]"],
    ["environment[any]", "eq", /is not a list/, "environment"],
    ["environment.name", "eq", /has no parts/, undefined],
    ["agent", "eq", /name one of its parts/, undefined],
    ["environment", "subset_of", /compares a list/, undefined],
    ["actoin.type", "eq", /Did you mean action\?.*metadata.actoin.type/, "action.type"],
    ["enviroment", "eq", /Did you mean environment/, "environment"],
    ["files[0].path", "eq", /is not a field/, undefined],
    ["files[all].path", "eq", /is not a field/, undefined],
    ["a..b", "eq", /is not a field/, undefined],
    ["metadata.__proto__.x", "eq", /cannot be a field/, undefined],
    ["constructor", "eq", /cannot be a field/, undefined],
    ["metadata", "eq", /metadata is not a value, name one of its parts/, undefined],
  ])("checks the field %s", (field, operator, message, suggestion) => {
    const value = operator === "subset_of" ? ["a"] : "a";
    const issues = issuesOf(document({ when: { field, operator, value } }));
    expect(issues).toEqual([{ path: "spec.when.field", message: expect.stringMatching(message), ...(suggestion ? { suggestion } : {}) }]);
  });

  it.each(["mode", "context", "contents", "deploy.region", "metadata.content", "tokens"])("reads %s as metadata", (field) => {
    expect(issuesOf(document({ when: { field, operator: "eq", value: "a" } }))).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ["__proto__", JSON.parse('{"__proto__":{"a":1}}'), /__proto__ cannot be a key/],
    ["constructor", { constructor: 1 }, /constructor cannot be a key/],
    ["NaN", Number.NaN, /NaN is not a number/],
    ["Infinity", Number.POSITIVE_INFINITY, /Infinity is not a number/],
    ["2^53", 2 ** 53, /beyond 2\^53/],
    ["1e300", 1e300, /beyond 2\^53/],
    ["-0", -0, /-0 is not supported/],
    ["half a surrogate pair", "\ud800", /half of a surrogate pair/],
    ["half a surrogate pair in a key", { "\udc00": 1 }, /half of a surrogate pair/],
    ["a null character", "a\u0000b", /null character/],
    ["a date", new Date(0), /plain objects only/],
    ["a bigint", 1n, /cannot contain a bigint/],
  ])("refuses %s anywhere", (_name, value, message) => {
    const issues = issuesOf(document({ obligations: [{ type: "redact", params: { x: value } }] }));
    expect(issues[0]?.message).toMatch(message);
    expect(issues[0]?.path).toContain("spec.obligations[0].params.x");
  });

  it("bounds depth, size, comparisons and the number of issues", () => {
    expect(issuesOf(document({ when: nested(MAX_CONDITION_DEPTH) }))).toEqual([]);
    expect(issuesOf(document({ when: nested(MAX_CONDITION_DEPTH + 1) }))).toEqual([
      expect.objectContaining({ message: "conditions nest at most 32 levels" }),
    ]);
    expect(issuesOf(document({ when: nested(5000) }))[0]?.message).toMatch(/nested deeper than 72/);
    expect(issuesOf(document({ obligations: [{ type: "x", params: { big: "x".repeat(POLICY_LIMITS.bytes) } }] }))[0]?.message).toMatch(
      /at most 262144 bytes/,
    );
    expect(issuesOf(document({ require: [{ all: Array.from({ length: 1025 }, () => leaf) }] }))[0]?.message).toMatch(
      /at most 1024 comparisons/,
    );
    expect(issuesOf(document(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`unknown_${i}`, 1]))))).toHaveLength(
      POLICY_LIMITS.issues,
    );
  });

  it("reports everything at once", () => {
    const issues = issuesOf(document({ effect: "alow", mod: "enforce", when: { field: "a", operator: "<", value: 1 }, limits: [] }));
    expect(issues.map((issue) => issue.path)).toEqual(["spec.effect", "spec.limits", "spec.mod", "spec.when.operator"]);
  });
});
