import { describe, expect, it } from "vitest";
import { parsePolicy } from "../policy/document/parse-policy.ts";
import { MODULES } from "./all-modules.ts";

/** Invalid values for every key: module, configuration, path, message and suggestion. */
const REFUSED: [module: string, config: unknown, at: string, message: RegExp, suggestion?: string][] = [
  ["secrets", { action: "dney" }, "action", /must be deny, redact/, "deny"],
  ["secrets", { min_confidance: 1 }, "min_confidance", /Did you mean min_confidence/, "min_confidence"],
  ["secrets", { min_confidence: 2 }, "min_confidence", /must be at most 1/],
  ["secrets", { max_bytes: 0 }, "max_bytes", /must be at least 1/],
  ["secrets", { on_exceed: "allow" }, "on_exceed", /must be deny, flag/],
  ["secrets", { disabled_rules: ["No Such"] }, "disabled_rules[0]", /lower case words/],
  ["secrets", { disabled_rules: ["generic-pasword"] }, "disabled_rules[0]", /Did you mean generic-password/, "generic-password"],
  [
    "secrets",
    { disabled_rules: ["own", "generic-password", "owm"], rules: [{ id: "own", regex: "b" }] },
    "disabled_rules[2]",
    /owm is not the id/,
    "own",
  ],
  [
    "secrets",
    { disabled_rules: ["a-b", "zzzzzz"], gitleaks_toml: '[[rules]]\nid = "a-b"\nregex = "a"' },
    "disabled_rules[1]",
    /zzzzzz is not the id of a rule: findings name it as their type\./,
  ],
  ["secrets", { allowlist: {} }, "allowlist", /Did you mean allow/, "allow"],
  ["secrets", { allow: { path: ["a"] } }, "allow.path", /Did you mean paths/, "paths"],
  ["secrets", { allow: { patterns: ["(a"] } }, "allow.patterns", /\(a: not a valid RE2 pattern: missing closing/],
  ["secrets", { rules: [{ id: "a", regex: "(a" }] }, "rules[0].regex", /missing closing/],
  ["secrets", { rules: [{ id: "a", regex: "(?=a)b" }] }, "rules[0].regex", /rule a/],
  [
    "secrets",
    { rules: [{ id: "a", regex: "(?:(?:a?){20}){20}b" }] },
    "rules[0].regex",
    /rule a: the pattern repeats optional repeats.*write one repeat/,
  ],
  ["secrets", { rules: [{ id: "a", regexp: "b" }] }, "rules[0].regexp", /Did you mean regex/, "regex"],
  ["secrets", { gitleaks_toml: "[[rules" }, "gitleaks_toml", /not TOML/],
  ["secrets", { gitleaks_toml: '[[rules]]\nid = "a"\nregex = "(a"' }, "gitleaks_toml", /rule a/],
  ["pii", { types: ["emial"] }, "types[0]", /must be email/, "email"],
  ["pii", { regions: ["us"] }, "regions[0]", /a country such as US/],
  ["pii", { placeholders: "yes" }, "placeholders", /must be true or false/],
  ["pii", { action: "mask" }, "action", /must be redact/],
  ["content", { terms: [{ name: "a", word: ["x"] }] }, "terms[0].word", /Did you mean words/, "words"],
  ["content", { patterns: [{ name: "a", regex: "(a)\\1" }] }, "patterns[0].regex", /not a valid RE2 pattern/],
  ["content", { patterns: [{ name: "a", regex: "a", action: "block" }] }, "patterns[0].action", /must be deny/, "deny"],
  ["content", { sensitivity: -1 }, "sensitivity", /must be at least 0/],
  ["memory", { write: { sesion: ["public"] } }, "write.sesion", /Did you mean session/, "session"],
  ["memory", { read: { user: ["pubic"] } }, "read.user[0]", /must be public, internal/, "public"],
  ["memory", { summarize: [] }, "summarize", /at least one/],
  ["memory", { retention: { publc: "30d" } }, "retention.publc", /Did you mean public/, "public"],
  ["memory", { retention: { public: "30 days" } }, "retention.public", /a duration such as 30s/],
  ["memory", { retention: { public: "0d" } }, "retention.public", /a duration such as 30s/],
  ["loop", { max_repeat: 1 }, "max_repeat", /Did you mean max_repeats/, "max_repeats"],
  ["loop", { max_repeats: 0 }, "max_repeats", /must be at least 1/],
  ["loop", { cycle_length: 1.5 }, "cycle_length", /a whole number/],
  ["loop", { window: "2d" }, "window", /at most 1d/],
  ["loop", { by: "organisation" }, "by", /must be session, agent/],
  ["reliability", { circuit: { failure: 1 } }, "circuit.failure", /Did you mean failures/, "failures"],
  ["reliability", { circuit: { cool_down: "soon" } }, "circuit.cool_down", /at most 1d/],
  ["reliability", { circuit: { probes: 17 } }, "circuit.probes", /must be at most 16/],
  ["reliability", { retry: {} }, "retry.budget", /budget is required/],
  ["reliability", { fallback: [{ model: "a" }] }, "fallback[0].name", /name is required/],
  ["breaker", { failure_rate: 0 }, "failure_rate", /must be more than 0/],
  ["breaker", { denial_rate: 2 }, "denial_rate", /must be at most 1/],
  ["breaker", { min_calls: 0 }, "min_calls", /must be at least 1/],
  ["registry", { tool: [] }, "tool", /Did you mean tools/, "tools"],
  ["registry", { tools: ["a"] }, "tools[0]", /must be an object/],
  ["registry", { tools: [{ name: "a", versoin: "1" }] }, "tools[0].versoin", /Did you mean version/, "version"],
  ["registry", { tools: [{ name: "" }] }, "tools[0].name", /not empty/],
  ["registry", { unlisted: "denny" }, "unlisted", /must be deny, approve/, "deny"],
  ["registry", { strict: "yes" }, "strict", /must be true or false/],
  ["registry", { trusted_signers: [{ id: "a", algorithm: "rsa", public_key: "x" }] }, "trusted_signers[0].algorithm", /must be ed25519/],
  ["registry", { trusted_signers: [{ id: "a", algorithm: "ed25519", public_key: "x" }] }, "trusted_signers[0].public_key", /PEM/],
  ["contract", { pre: [{ name: "a" }] }, "pre[0].holds", /must be \{field/],
  [
    "contract",
    { pre: [{ name: "a", holds: { field: "x", operator: "eqq", value: 1 } }] },
    "pre[0].holds.operator",
    /Did you mean eq/,
    "eq",
  ],
  [
    "contract",
    { pre: [{ name: "a", holds: { all: [{ field: "agent.nmae", operator: "exists" }] } }] },
    "pre[0].holds.all[0].field",
    /agent.name/,
    "agent.name",
  ],
  ["contract", { post: ["Not A Word"] }, "post[0]", /must be a word/],
  ["contract", { post: [{ name: "a", hold: {} }] }, "post[0].hold", /Did you mean holds/, "holds"],
  [
    "contract",
    { post: [{ name: "a", holds: { field: "x", operator: "eqq", value: 1 } }] },
    "post[0].holds.operator",
    /Did you mean eq/,
    "eq",
  ],
  ["contract", { post: [7] }, "post[0]", /must be/],
  ["routing", {}, "rules", /rules is required/],
  [
    "routing",
    { rules: [{ when: { field: "a", operator: "lt", value: "1" }, suggest: { name: "x" } }] },
    "rules[0].when.value",
    /needs a number/,
    "1",
  ],
  [
    "routing",
    { rules: [{ when: { field: "a", operator: "exists" }, suggest: { nam: "x" } }] },
    "rules[0].suggest.nam",
    /Did you mean name/,
    "name",
  ],
];

const issuesOf = (modules: unknown) => {
  const spec = { match: { actions: ["*"] }, effect: "allow", modules };
  const parsed = parsePolicy({ apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: "p" }, spec });
  return parsed.ok ? [] : parsed.issues;
};

describe("a refused configuration is reported with its path", () => {
  it.each(REFUSED)("%s %j", (module, config, at, message, suggestion) => {
    const expected = {
      path: `spec.modules.${module}.${at}`,
      message: expect.stringMatching(message),
      ...(suggestion ? { suggestion } : {}),
    };
    expect(issuesOf({ [module]: config })).toContainEqual(expect.objectContaining(expected));
  });

  it.each(MODULES)("$name: on_error, unknown keys, and values that are not objects", ({ name }) => {
    const path = `spec.modules.${name}`;
    expect(issuesOf({ [name]: { on_error: "fail_open" } })).toContainEqual(
      expect.objectContaining({ path: `${path}.on_error`, message: "must be deny, approve, allow", suggestion: "allow" }),
    );
    expect(issuesOf({ [name]: { zzzzzz: 1 } })).toContainEqual(
      expect.objectContaining({ path: `${path}.zzzzzz`, message: expect.stringMatching(/not known here. Known: .*on_error/) }),
    );
    expect(issuesOf({ [name]: true })).toEqual([{ path, message: "must be an object" }]);
  });

  it("every module has invalid values in this test", () => {
    expect(MODULES.map(({ name }) => name).filter((name) => !REFUSED.some(([module]) => module === name))).toEqual([]);
  });

  it.each(["conditions", "budget", "rate", "history", "delegation", "halt"])(
    "%s is not a module, and the message names the place for it",
    (name) => {
      expect(issuesOf({ [name]: {} })).toEqual([
        { path: `spec.modules.${name}`, message: expect.stringMatching(/is written as spec|is always evaluated/) },
      ]);
    },
  );
});
