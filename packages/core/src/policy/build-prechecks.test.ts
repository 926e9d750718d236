import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facts } from "../model/facts.ts";
import { findSureDenial } from "../model/prechecks.ts";
import { buildPrechecks } from "./build-prechecks.ts";
import { type BundleInput, compileBundle } from "./compile-bundle.ts";
import type { PolicySource } from "./compile-policy.ts";
import { evaluate } from "./evaluate.ts";

const agent = { id: "agt_01h455vb4pex5vsknk084sn02q", name: "bot", labels: { team: "web" }, capabilities: ["code.*", "doc.read"] };

function source(name: string, spec: PolicySource["document"]["spec"]): PolicySource {
  const document: PolicySource["document"] = { apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name }, spec };
  const hash = createHash("sha256").update(JSON.stringify(document)).digest("hex");
  return { id: "pol_01h455vb4pex5vsknk084sn02q", name, version: 1, hash, document };
}

function facts(action: string, metadata: Record<string, unknown>): Facts {
  const submission = { action_type: action, metadata } as unknown as Facts["submission"];
  return { submission, agent, ancestors: [], delegation: null, environment: "prod", time: { now: "2026-11-21T08:00:00Z", zone: "UTC" } };
}

const checks = (input: BundleInput) => buildPrechecks(input, { agent, ancestors: [] }, "prod");
const reasonOf = (input: BundleInput, action: string, metadata: Record<string, unknown> = {}) =>
  findSureDenial(checks(input), action, metadata)?.reason ?? null;

const small = source("small", {
  match: { actions: ["code.*"] },
  require: [
    { field: "lines", operator: "lte", value: 100, remedy: "Split it." },
    { field: "metadata.branch", operator: "in", value: ["main", "next"] },
    { field: "secret", operator: "eq", value: "x" },
  ],
  private: ["secret"],
  effect: "allow",
});

describe("prechecks", () => {
  it.each([
    ["doc.write", {}, "CAPABILITY_EXCEEDED"],
    ["doc.read", {}, "NO_MATCHING_POLICY"],
    ["code.push", { lines: 101, branch: "main" }, "CONDITIONS_DENIED"],
    ["code.push", { lines: "7", branch: "main" }, "CONDITIONS_DENIED"],
    ["code.push", { branch: "main" }, "CONDITIONS_DENIED"],
    ["code.push", { lines: 7, branch: "old" }, "CONDITIONS_DENIED"],
    // A private requirement, and an object that may become a number when it is sent, are left to the server.
    ["code.push", { lines: 7, branch: "main" }, null],
    ["code.push", { lines: { toJSON: () => 7 }, branch: "main" }, null],
  ])("answer %s %j with %s", (action, metadata, reason) => {
    expect(reasonOf({ policies: [small] }, action, metadata)).toBe(reason);
  });

  it("contain no private value and no policy of other agents", () => {
    const others = source("others", { match: { actions: ["code.*"], agents: { labels: { team: "ops" } } }, effect: "deny" });
    const text = JSON.stringify(checks({ policies: [small, others] }));
    expect(text).not.toContain("secret");
    expect(text).not.toContain("others");
  });

  it("leave everything but capabilities to the server where policies are not enforced", () => {
    for (const input of [{ environmentModes: { prod: "monitor" } }, { tampered: true }] as const)
      expect(checks({ policies: [small], ...input })).toEqual({ capabilities: [agent.capabilities], grantable: null, rules: [] });
    expect(checks({ policies: [small], orgDefault: "allow" }).grantable).toBeNull();
  });

  it("deny only what the server denies", () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom("a", "b", ""), fc.boolean());
    const clause = fc.oneof(
      fc.record({
        field: fc.constantFrom("x", "metadata.y", "content"),
        operator: fc.constantFrom("lt", "lte", "gt", "gte"),
        value: fc.integer({ min: -3, max: 3 }),
      }),
      fc.record({ field: fc.constantFrom("x", "y"), operator: fc.constantFrom("eq", "neq"), value }),
      fc.record({
        field: fc.constantFrom("x", "y"),
        operator: fc.constantFrom("in", "not_in"),
        value: fc.array(value, { minLength: 1, maxLength: 3 }),
      }),
    );
    const spec = fc.record(
      {
        match: fc.record({ actions: fc.subarray(["code.*", "code.push", "doc.read", "*"], { minLength: 1 }) }),
        effect: fc.constantFrom("allow", "approve", "deny", "guard"),
        require: fc.array(clause, { maxLength: 2 }),
        when: clause,
        otherwise: fc.constantFrom("deny", "approve"),
        mode: fc.constantFrom("enforce", "monitor", "report_only"),
      },
      { requiredKeys: ["match", "effect"] },
    );
    const metadata = fc.dictionary(fc.constantFrom("x", "y"), fc.oneof(value, fc.constant(null), fc.array(fc.integer(), { maxLength: 1 })));
    let denied = 0;
    fc.assert(
      fc.property(
        fc.array(spec, { maxLength: 4 }),
        fc.constantFrom("allow", "deny"),
        fc.constantFrom("enforce", "monitor"),
        fc.constantFrom("code.push", "code.pull", "doc.read", "doc.write"),
        metadata,
        (specs, orgDefault, mode, action, values) => {
          const policies = specs.map((one, i) => source(`p${i}`, one as PolicySource["document"]["spec"]));
          const input: BundleInput = { policies, orgDefault, environmentModes: { prod: mode } };
          if (!findSureDenial(checks(input), action, values)) return;
          denied++;
          expect(evaluate(facts(action, values), compileBundle(input)).status).toBe("denied");
        },
      ),
      { numRuns: 2_000 },
    );
    expect(denied).toBeGreaterThan(200);
  });
});
