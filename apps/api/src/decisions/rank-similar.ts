import type { SimilarityReason } from "@agentlattice/contract";

/** The facts of a decision by which it is compared. */
export interface Comparable {
  readonly action: string;
  readonly agent: string;
  readonly policy: string | null;
  /** Types of findings. */
  readonly findings: readonly string[];
  /** Values of named fields as JSON text. Fields without a value are absent. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Points of each similarity. Their sum is 100. */
const POINTS = { action: 40, agent: 20, policy: 15, fields: 15, findings: 10 } as const;

/** Compares a decision with another one and returns what is equal, with points. Partly equal fields and findings give a part of their points. */
export function compare(base: Comparable, other: Comparable): SimilarityReason[] {
  const names = Object.keys(base.fields);
  const fields = names.filter((name) => base.fields[name] === other.fields[name]);
  const findings = base.findings.filter((type) => other.findings.includes(type));
  const types = new Set([...base.findings, ...other.findings]);
  return [
    ...(base.action === other.action ? [full("action", base.action)] : []),
    ...(base.agent === other.agent ? [full("agent", base.agent)] : []),
    ...(base.policy !== null && base.policy === other.policy ? [full("policy", base.policy)] : []),
    ...part("fields", fields, names.length),
    ...part("findings", findings, types.size),
  ];
}

/** Adds up the points of reasons. */
export function scoreOf(reasons: readonly SimilarityReason[]): number {
  return reasons.reduce((sum, { points }) => sum + points, 0);
}

/** Sorts by score. Equal scores keep their order. */
export function rank<Candidate>(base: Comparable, candidates: readonly Candidate[], factsOf: (candidate: Candidate) => Comparable) {
  return candidates
    .map((candidate) => {
      const reasons = compare(base, factsOf(candidate));
      return { candidate, reasons, score: scoreOf(reasons) };
    })
    .sort((a, b) => b.score - a.score);
}

const full = (by: SimilarityReason["by"], value: string): SimilarityReason => ({ by, points: POINTS[by], values: [value] });

function part(by: SimilarityReason["by"], equal: readonly string[], of: number): SimilarityReason[] {
  return equal.length === 0 ? [] : [{ by, points: Math.round((POINTS[by] * equal.length) / of), values: [...equal] }];
}
