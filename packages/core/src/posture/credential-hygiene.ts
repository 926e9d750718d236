import { counted, earn, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, Counted, CredentialFacts, Evidence, KeyRow } from "./types.ts";

const MAX = 10;
/** A key is old, without expiry, or unused. Each fault costs a third of its points. */
const FAULTS = 3;

/** Maximum age of a key, and maximum time without use, in days. */
export const KEY_MAX_AGE_DAYS = 90;
export const KEY_UNUSED_DAYS = 30;

/** Scores the state of valid keys. Without keys there is nothing to measure and no points are earned. */
export function scoreCredentialHygiene(facts: CredentialFacts): ComponentScore {
  const score = points(facts.keys, faultsOf(facts));
  return {
    score,
    max: MAX,
    summary: summaryOf(facts),
    evidence: [
      { id: "keys", label: "Valid keys", count: facts.keys, target: TARGETS.agents() },
      evidence("old", "Keys older than 90 days", facts.old),
      evidence("endless", "Keys that never expire", facts.endless),
      evidence("unused", "Keys not used in 30 days", facts.unused),
    ],
    advice: [
      ...firstKey(facts),
      ...advise(facts, "rotate-old", facts.old, (keys) => `Rotate ${keys} older than 90 days.`),
      ...advise(
        facts,
        "expire",
        facts.endless,
        (keys) => `Set an expiry for ${keys}: create a new key that expires, then revoke the old one.`,
      ),
      ...advise(facts, "revoke-unused", facts.unused, (keys) => `Revoke ${keys} not used in 30 days.`),
    ],
  };
}

const faultsOf = ({ old, endless, unused }: CredentialFacts) => old.count + endless.count + unused.count;

function points(keys: number, faults: number): number {
  return earn(MAX, 1 - shareOf(faults, FAULTS * keys, 1));
}

function summaryOf({ keys, old, endless, unused }: CredentialFacts): string {
  if (keys === 0) return "no valid key";
  const issues = [
    { count: old.count, words: "older than 90 days" },
    { count: endless.count, words: "without expiry" },
    { count: unused.count, words: "unused" },
  ].flatMap(({ count, words }) => (count > 0 ? [`${count} ${words}`] : []));
  return issues.length > 0 ? `${counted(keys, "key", "keys")}: ${issues.join(", ")}` : `${counted(keys, "key", "keys")}, no issues`;
}

const targetOf = ({ agent_id }: KeyRow) => (agent_id === null ? TARGETS.orgKeys() : TARGETS.agent(agent_id));

function evidence(id: string, label: string, keys: Counted<KeyRow>): Evidence {
  const rows = keys.rows.map((row) => ({
    name: row.agent ?? "organisation",
    detail: row.key,
    at: row.last_used_at,
    target: targetOf(row),
  }));
  return { id, label, count: keys.count, target: TARGETS.agents(), rows };
}

function firstKey({ keys }: CredentialFacts): Advice[] {
  if (keys > 0) return [];
  const text = "Create an agent with a key that expires. Without a valid key there is nothing to measure.";
  return [{ id: "first-key", text, gain: MAX, action: { label: "Create an agent", target: TARGETS.newAgent() } }];
}

function advise(facts: CredentialFacts, id: string, keys: Counted<KeyRow>, describe: (keys: string) => string): Advice[] {
  const gain = points(facts.keys, faultsOf(facts) - keys.count) - points(facts.keys, faultsOf(facts));
  const [first] = keys.rows;
  if (keys.count === 0 || gain === 0) return [];
  const action = first ? { label: `Review ${first.key}`, target: targetOf(first) } : { label: "Open agents", target: TARGETS.agents() };
  return [{ id, text: describe(counted(keys.count, "key", "keys")), gain, action }];
}
