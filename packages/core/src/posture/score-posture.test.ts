import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { COMPONENT_NAMES, scorePosture } from "./score-posture.ts";
import type { ComponentName, Counted, PostureFacts } from "./types.ts";

const none = { count: 0, rows: [] };
const many = (count: number): Counted<never> => ({ count, rows: [] });

/** An organisation without any activity. */
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

/** The best possible facts in this release. */
const BEST: PostureFacts = {
  policy_coverage: { specific: 9, open: 0, open_policies: none },
  least_privilege: { exact: 9, broad: none, unused: none, unlimited: none },
  human_oversight: { decided: 9, late: 0, own: 0, hurried: 0, expired: 0, median_ms: 60_000 },
  enforcement: { enforcing: 9, watching: none },
  credential_hygiene: { keys: 9, old: none, endless: none, unused: none },
  ledger_integrity: { entries: 99, verified_days: 0, broken: false, exported_days: 0 },
  outcome_reporting: { executed: 9, reported: 9, not_executed: 0 },
  incident_response: { agents: 9, ownerless: none, stoppers: 2, drills: 1 },
};

const n = fc.nat({ max: 500 });
const days = fc.option(fc.nat({ max: 100 }), { nil: null });
/** A part of a whole. */
const part = (whole: number) => fc.nat({ max: whole });
const list = n.map(many);

const facts: fc.Arbitrary<PostureFacts> = fc.record({
  policy_coverage: fc.record({ specific: n, open: n, open_policies: fc.constant(none) }),
  least_privilege: fc.record({ exact: n, broad: list, unused: list, unlimited: list }),
  human_oversight: n.chain((decided) =>
    fc.record({
      decided: fc.constant(decided),
      late: part(decided),
      own: part(decided),
      hurried: part(decided),
      expired: n,
      median_ms: fc.option(fc.nat(), { nil: null }),
    }),
  ),
  enforcement: fc.record({ enforcing: n, watching: list }),
  credential_hygiene: n.chain((keys) =>
    fc.record({ keys: fc.constant(keys), old: part(keys).map(many), endless: part(keys).map(many), unused: part(keys).map(many) }),
  ),
  ledger_integrity: fc.record({ entries: n, verified_days: days, broken: fc.boolean(), exported_days: days }),
  outcome_reporting: n.chain((executed) => fc.record({ executed: fc.constant(executed), reported: part(executed), not_executed: n })),
  incident_response: n.chain((agents) =>
    fc.record({ agents: fc.constant(agents), ownerless: part(agents).map(many), stoppers: n, drills: n }),
  ),
});

describe("the score", () => {
  it("is the sum of its components, whose maxima sum to 100", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { score, components } = scorePosture(given);
        const all = COMPONENT_NAMES.map((name) => components[name]);
        expect(all.reduce((sum, { max }) => sum + max, 0)).toBe(100);
        expect(all.reduce((sum, component) => sum + component.score, 0)).toBe(score);
        for (const component of all) {
          expect(Number.isInteger(component.score)).toBe(true);
          expect(component.score).toBeGreaterThanOrEqual(0);
          expect(component.score).toBeLessThanOrEqual(component.max);
        }
      }),
    );
  });

  it("gives advice that gains something and never more than is missing", () => {
    fc.assert(
      fc.property(facts, (given) => {
        for (const { score, max, advice } of Object.values(scorePosture(given).components)) {
          for (const { gain, action, text } of advice) {
            expect(gain).toBeGreaterThan(0);
            expect(score + gain).toBeLessThanOrEqual(max);
            expect(action.target.view).toMatch(/^[a-z]/);
            expect(text).toMatch(/\.$/);
          }
        }
      }),
    );
  });

  it("gives advice whenever points are missing", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { components } = scorePosture(given);
        const best = scorePosture(BEST).components;
        const silent = new Set<ComponentName>(["least_privilege", "credential_hygiene", "human_oversight"]);
        for (const name of COMPONENT_NAMES) {
          // Several faults together may each gain less than a point.
          if (silent.has(name) || components[name].score === best[name].score) continue;
          expect(components[name].advice.length, name).toBeGreaterThan(0);
        }
      }),
    );
  });
});

/** Changes that improve or worsen the facts, one step at a time. */
const STEPS: { [Name in ComponentName]: { better: Step<Name>[]; worse: Step<Name>[] } } = {
  policy_coverage: {
    better: [(f) => ({ ...f, specific: f.specific + 1 })],
    worse: [(f) => ({ ...f, open: f.open + 1 })],
  },
  least_privilege: {
    better: [
      (f) => ({ ...f, exact: f.exact + 1 }),
      (f) => ({ ...f, exact: f.exact + 1, unused: many(Math.max(0, f.unused.count - 1)) }),
      (f) => (f.broad.count > 0 ? { ...f, exact: f.exact + 1, broad: many(f.broad.count - 1) } : f),
    ],
    worse: [
      (f) => ({ ...f, unused: many(f.unused.count + 1) }),
      (f) => ({ ...f, unlimited: many(f.unlimited.count + 1) }),
      (f) => (f.exact > 0 ? { ...f, exact: f.exact - 1, broad: many(f.broad.count + 1) } : f),
    ],
  },
  human_oversight: {
    better: [
      (f) => ({ ...f, decided: f.decided + 1 }),
      (f) => (f.own > 0 ? { ...f, own: f.own - 1 } : f),
      (f) => (f.hurried > 0 ? { ...f, hurried: f.hurried - 1 } : f),
    ],
    worse: [
      (f) => ({ ...f, expired: f.expired + 1 }),
      (f) => (f.late < f.decided ? { ...f, late: f.late + 1 } : f),
      (f) => (f.own < f.decided ? { ...f, own: f.own + 1 } : f),
    ],
  },
  enforcement: {
    better: [(f) => ({ ...f, enforcing: f.enforcing + 1 })],
    worse: [(f) => ({ ...f, watching: many(f.watching.count + 1) })],
  },
  credential_hygiene: {
    better: [(f) => (f.old.count > 0 ? { ...f, old: many(f.old.count - 1) } : f)],
    worse: [
      (f) => (f.endless.count < f.keys ? { ...f, endless: many(f.endless.count + 1) } : f),
      (f) => (f.unused.count < f.keys ? { ...f, unused: many(f.unused.count + 1) } : f),
    ],
  },
  ledger_integrity: {
    better: [(f) => ({ ...f, verified_days: 0 }), (f) => ({ ...f, exported_days: 0 }), (f) => ({ ...f, broken: false })],
    worse: [
      (f) => ({ ...f, verified_days: null }),
      (f) => (f.exported_days === null ? f : { ...f, exported_days: f.exported_days + 1 }),
      (f) => ({ ...f, broken: true }),
    ],
  },
  outcome_reporting: {
    better: [(f) => ({ ...f, executed: f.executed + 1, reported: f.reported + 1 })],
    worse: [(f) => ({ ...f, executed: f.executed + 1 })],
  },
  incident_response: {
    better: [(f) => ({ ...f, stoppers: f.stoppers + 1 }), (f) => ({ ...f, drills: f.drills + 1 }), (f) => ({ ...f, ownerless: none })],
    worse: [(f) => ({ ...f, agents: f.agents + 1, ownerless: many(f.ownerless.count + 1) })],
  },
};
type Step<Name extends ComponentName> = (facts: PostureFacts[Name]) => PostureFacts[Name];

describe.each(COMPONENT_NAMES)("%s", (name) => {
  const check = <Name extends ComponentName>(which: Name) => {
    fc.assert(
      fc.property(facts, (given) => {
        const score = (changed: PostureFacts[Name]) => scorePosture({ ...given, [which]: changed }).components[which].score;
        const now = score(given[which]);
        for (const step of STEPS[which].better) expect(score(step(given[which]))).toBeGreaterThanOrEqual(now);
        for (const step of STEPS[which].worse) expect(score(step(given[which]))).toBeLessThanOrEqual(now);
      }),
    );
  };

  it("rises and falls with its facts", () => check(name));

  it("does not change when another component does", () => {
    fc.assert(
      fc.property(facts, facts, (given, other) => {
        const alone = scorePosture({ ...other, [name]: given[name] }).components[name];
        expect(alone).toEqual(scorePosture(given).components[name]);
      }),
    );
  });
});

test("an empty organisation earns nothing and gets advice for every component", () => {
  const { score, components } = scorePosture(EMPTY);
  expect(score).toBe(0);
  for (const { summary, advice } of Object.values(components)) {
    expect(summary).not.toBe("");
    expect(advice.length).toBeGreaterThan(0);
  }
  expect(components.policy_coverage.advice[0]?.gain).toBe(20);
});

test("a feature that does not exist yet earns nothing", () => {
  const { score, components } = scorePosture(BEST);
  expect(score).toBe(98);
  expect(components.ledger_integrity).toMatchObject({ score: 8, max: 10 });
  expect(components.ledger_integrity.evidence.find(({ id }) => id === "witnessed")).toMatchObject({ count: 0 });
});

test("a policy that allows everything earns nothing", () => {
  const given = { ...BEST, policy_coverage: { specific: 0, open: 1_000, open_policies: none } };
  expect(scorePosture(given).components.policy_coverage.score).toBe(0);
});

test("almost everything does not count as everything", () => {
  const given = { ...BEST, policy_coverage: { specific: 99_999, open: 1, open_policies: none } };
  expect(scorePosture(given).components.policy_coverage).toMatchObject({
    score: 19,
    summary: "99 % of actions decided by a specific policy",
  });
});
