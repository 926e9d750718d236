import { describe, expect, it } from "vitest";
import { scorePosture } from "./score-posture.ts";
import { TARGETS, type Target } from "./targets.ts";
import type { ComponentName, Counted, PostureFacts } from "./types.ts";

const none = { count: 0, rows: [] };
const many = (count: number): Counted<never> => ({ count, rows: [] });

const EMPTY: PostureFacts = {
  policy_coverage: { specific: 0, open: 0, open_policies: none },
  least_privilege: { exact: 0, broad: none, unused: none, unlimited: none },
  human_oversight: { decided: 0, late: 0, own: 0, hurried: 0, expired: 0, median_ms: null },
  enforcement: { enforcing: 0, watching: none },
  credential_hygiene: { keys: 0, old: none, endless: none, unused: none },
  ledger_integrity: { entries: 1, verified_days: null, broken: false, exported_days: null },
  outcome_reporting: { executed: 0, reported: 0, not_executed: 0 },
  incident_response: { agents: 0, ownerless: none, stoppers: 1, drills: 0 },
};

type Facts<Name extends ComponentName> = Partial<PostureFacts[Name]>;

interface Case {
  readonly component: ComponentName;
  readonly id: string;
  readonly before: PostureFacts;
  readonly after: PostureFacts;
  /** The page that the advice links to. */
  readonly target: Target;
}

/** Builds a case: the facts before the advice is followed, and the facts that following it changes. */
function followed<Name extends ComponentName>(component: Name, id: string, target: Target, before: Facts<Name>, change: Facts<Name>): Case {
  const given = { ...EMPTY, [component]: { ...EMPTY[component], ...before } };
  return { component, id, target, before: given, after: { ...given, [component]: { ...given[component], ...change } } };
}

const agents = { agents: 4, ownerless: none, stoppers: 2, drills: 1 };
const answered = { decided: 8, median_ms: 1_000 };

const CASES: readonly Case[] = [
  followed("policy_coverage", "first-policy", TARGETS.policies(), {}, { specific: 1 }),
  followed("policy_coverage", "name-actions", TARGETS.policies(), { specific: 2, open: 6 }, { specific: 8, open: 0 }),
  followed("least_privilege", "first-agent", TARGETS.newAgent(), {}, { exact: 1 }),
  followed("least_privilege", "drop-unused", TARGETS.agents(), { exact: 2, unused: many(2) }, { unused: none }),
  followed("least_privilege", "narrow-unlimited", TARGETS.agents(), { unlimited: many(1) }, { unlimited: none, exact: 1 }),
  followed("least_privilege", "narrow-broad", TARGETS.agents(), { broad: many(2) }, { broad: none, exact: 2 }),
  followed("human_oversight", "ask-a-person", TARGETS.policies(), {}, { decided: 1 }),
  followed("human_oversight", "answer", TARGETS.approvals(), { ...answered, expired: 8 }, { decided: 16, expired: 0 }),
  followed("human_oversight", "answer-sooner", TARGETS.approvals(), { ...answered, late: 8 }, { late: 0 }),
  followed("human_oversight", "separate", TARGETS.policies(), { ...answered, own: 8 }, { own: 0 }),
  followed("human_oversight", "slow-down", TARGETS.policies(), { ...answered, hurried: 8 }, { hurried: 0 }),
  followed("enforcement", "publish-policy", TARGETS.newPolicy(), {}, { enforcing: 1 }),
  followed("enforcement", "enforce", TARGETS.policies(), { watching: many(2) }, { watching: none, enforcing: 2 }),
  followed("credential_hygiene", "first-key", TARGETS.newAgent(), {}, { keys: 1 }),
  followed("credential_hygiene", "rotate-old", TARGETS.agents(), { keys: 2, old: many(2) }, { old: none }),
  followed("credential_hygiene", "expire", TARGETS.agents(), { keys: 2, endless: many(2) }, { endless: none }),
  followed("credential_hygiene", "revoke-unused", TARGETS.agents(), { keys: 2, unused: many(1) }, { keys: 1, unused: none }),
  followed(
    "ledger_integrity",
    "broken",
    TARGETS.verifyLedger(),
    { broken: true, verified_days: null },
    { broken: false, verified_days: 0 },
  ),
  followed("ledger_integrity", "verify", TARGETS.verifyLedger(), {}, { verified_days: 0 }),
  followed("ledger_integrity", "export", TARGETS.exportLedger(), {}, { exported_days: 0 }),
  followed("outcome_reporting", "report", TARGETS.agents(), { executed: 4, reported: 0 }, { reported: 4 }),
  followed("incident_response", "assign-owners", TARGETS.agents(), { ...agents, ownerless: many(4) }, { ownerless: none }),
  followed("incident_response", "second-person", TARGETS.invite(), { ...agents, stoppers: 1 }, { stoppers: 2 }),
  followed("incident_response", "drill", TARGETS.agents(), { ...agents, drills: 0 }, { drills: 1 }),
];

describe("advice", () => {
  it.each(CASES)(
    "$id of $component raises the score when it is followed, and is then no longer given",
    ({ component, id, target, before, after }) => {
      const then = scorePosture(before);
      const now = scorePosture(after);
      const advice = then.components[component].advice.find((one) => one.id === id);
      expect(advice).toMatchObject({ id, action: { target } });
      expect(now.score).toBeGreaterThan(then.score);
      expect(now.components[component].advice.map((one) => one.id)).not.toContain(id);
    },
  );

  it("has a case for every advice", async () => {
    const { readdirSync, readFileSync } = await import("node:fs");
    const sources = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
    const given = sources.flatMap((file) => {
      const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
      return [...text.matchAll(/id: "([a-z-]+)",\s*text|advi[sc]e\(\s*(?:facts,\s*)?"([a-z-]+)"/g)].map(([, one, other]) => one ?? other);
    });
    expect(new Set(CASES.map(({ id }) => id))).toEqual(new Set(given));
  });
});
