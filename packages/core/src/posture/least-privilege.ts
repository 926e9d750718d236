import { counted, earn, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, Counted, Evidence, GrantRow, PrivilegeFacts } from "./types.ts";

const MAX = 15;
/** A used `prefix.*` is narrower than `*` and wider than needed. */
const BROAD_WORTH = 0.75;

/**
 * Scores capabilities: a used exact one earns everything, a used prefix most, an unused one or `*` nothing. Without capabilities there is
 * nothing to measure.
 */
export function scoreLeastPrivilege(facts: PrivilegeFacts): ComponentScore {
  const counts = countsOf(facts);
  const score = points(counts);
  return {
    score,
    max: MAX,
    summary: summaryOf(counts),
    evidence: [
      { id: "exact", label: "Capabilities that name one action and are used", count: facts.exact, target: TARGETS.agents() },
      evidence("broad", "Capabilities for a prefix that are used", facts.broad, (row) => seen(row)),
      evidence("unused", "Capabilities not used in 30 days", facts.unused, () => "not used"),
      evidence("unlimited", "Capabilities for *", facts.unlimited, () => "wildcard"),
    ],
    advice: [...firstAgent(counts), ...dropUnused(facts, score), ...narrow(facts, score)].filter(({ gain }) => gain > 0),
  };
}

interface Counts {
  readonly exact: number;
  readonly broad: number;
  readonly unused: number;
  readonly unlimited: number;
}

const countsOf = ({ exact, broad, unused, unlimited }: PrivilegeFacts): Counts => ({
  exact,
  broad: broad.count,
  unused: unused.count,
  unlimited: unlimited.count,
});

function points({ exact, broad, unused, unlimited }: Counts): number {
  return earn(MAX, shareOf(exact + BROAD_WORTH * broad, exact + broad + unused + unlimited, 0));
}

function summaryOf({ exact, broad, unused, unlimited }: Counts): string {
  if (exact + broad + unused + unlimited === 0) return "no agent has a capability yet";
  return `${unused} unused, ${counted(broad + unlimited, "wildcard", "wildcards")}`;
}

const seen = ({ last_used_at }: GrantRow) => (last_used_at === null ? "new" : "used");

function evidence(id: string, label: string, grants: Counted<GrantRow>, state: (row: GrantRow) => string): Evidence {
  const rows = grants.rows.map((row) => ({
    name: row.agent,
    detail: `${row.capability}, ${state(row)}`,
    at: row.last_used_at,
    target: TARGETS.agent(row.agent_id),
  }));
  return { id, label, count: grants.count, target: TARGETS.agents(), rows };
}

const review = (grants: Counted<GrantRow>) => {
  const [first] = grants.rows;
  return first
    ? { label: `Review ${first.agent}`, target: TARGETS.agent(first.agent_id) }
    : { label: "Open agents", target: TARGETS.agents() };
};

function firstAgent({ exact, broad, unused, unlimited }: Counts): Advice[] {
  if (exact + broad + unused + unlimited > 0) return [];
  const text = "Create an agent and give it exactly the actions it needs. Without capabilities there is nothing to measure.";
  return [{ id: "first-agent", text, gain: MAX, action: { label: "Create an agent", target: TARGETS.newAgent() } }];
}

function dropUnused(facts: PrivilegeFacts, score: number): Advice[] {
  if (facts.unused.count === 0) return [];
  return [
    {
      id: "drop-unused",
      text: `Remove ${counted(facts.unused.count, "capability", "capabilities")} not used in 30 days.`,
      gain: points({ ...countsOf(facts), unused: 0 }) - score,
      action: review(facts.unused),
    },
  ];
}

function narrow(facts: PrivilegeFacts, score: number): Advice[] {
  const counts = countsOf(facts);
  const name = (grants: Counted<GrantRow>) =>
    grants.count === 1 && grants.rows[0]
      ? `${grants.rows[0].capability} of ${grants.rows[0].agent}`
      : counted(grants.count, "wildcard", "wildcards");
  const advise = (id: string, grants: Counted<GrantRow>, fixed: Counts): Advice[] =>
    grants.count === 0
      ? []
      : [{ id, text: `Narrow ${name(grants)} to the actions that were used.`, gain: points(fixed) - score, action: review(grants) }];
  return [
    ...advise("narrow-unlimited", facts.unlimited, { ...counts, unlimited: 0, exact: counts.exact + counts.unlimited }),
    ...advise("narrow-broad", facts.broad, { ...counts, broad: 0, exact: counts.exact + counts.broad }),
  ];
}
