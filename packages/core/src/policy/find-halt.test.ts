import { describe, expect, it } from "vitest";
import { compileBundle } from "./compile-bundle.ts";
import { evaluate } from "./evaluate.ts";
import { findHalt, type HaltScope } from "./find-halt.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";

const facts = factsOf({
  submission: { action_type: "pr.merge", session_id: "s1" },
  agent: { id: "agt_child" },
  ancestors: [{ id: "agt_root" }],
});
const halts = (...scopes: HaltScope[]) => scopes.map((scope, i) => ({ id: `h${i}`, scope }));

describe("a halt", () => {
  it.each<[string, HaltScope, boolean]>([
    ["of the organisation", { kind: "organisation" }, true],
    ["of this environment", { kind: "environment", environment: "prod" }, true],
    ["of another environment", { kind: "environment", environment: "dev" }, false],
    ["of this action", { kind: "actions", pattern: "pr.merge" }, true],
    ["of a prefix", { kind: "actions", pattern: "pr.*" }, true],
    ["of another action", { kind: "actions", pattern: "pr.close" }, false],
    ["of this agent", { kind: "agent", agent: "agt_child" }, true],
    ["of an agent above it", { kind: "agent", agent: "agt_root" }, true],
    ["of an agent beside it", { kind: "agent", agent: "agt_other" }, false],
    ["of this session", { kind: "session", session_id: "s1" }, true],
    ["of another session", { kind: "session", session_id: "s2" }, false],
  ])("%s covers it: %o → %s", (_, scope, covered) => {
    expect(findHalt(halts(scope), facts) !== null).toBe(covered);
  });

  it("that is narrower takes precedence", () => {
    const all = halts({ kind: "organisation" }, { kind: "actions", pattern: "*" }, { kind: "agent", agent: "agt_root" });
    expect(findHalt(all, facts)?.id).toBe("h2");
    expect(findHalt([...all].reverse(), facts)?.id).toBe("h2");
  });

  it("denies whatever the policies and the mode", () => {
    const policies = sourcesOf([
      documentOf({ metadata: { name: "all" }, spec: { mode: "monitor", match: { actions: ["*"] }, effect: "allow" } }),
    ]);
    const bundle = { policies, orgDefault: "allow" as const, environmentModes: { prod: "report_only" as const } };
    expect(evaluate(facts, compileBundle(bundle)).status).toBe("executed");
    const halted = compileBundle({ ...bundle, halts: halts({ kind: "organisation" }) });
    expect(evaluate(facts, halted)).toMatchObject({
      status: "denied",
      denial_reason: "AGENT_HALTED",
      event_types: ["action.denied", "policy.denied", "enforcement.triggered"],
    });
  });
});
