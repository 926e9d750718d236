export interface ProofNode {
  /** 0 is leaves, 3 the root of what is drawn. */
  readonly level: number;
  /** Position within its level. */
  readonly at: number;
  /** `path`: computed here from the leaf; `sibling`: given by the proof; `other`: neither. */
  readonly role: "path" | "sibling" | "other";
}

export interface ProofShape {
  readonly nodes: readonly ProofNode[];
  /** Levels between the third one and the root that are not drawn. */
  readonly skips: boolean;
}

const LEVELS = 3;
const LEAVES = 2 ** LEVELS;

/** The bottom three levels around a leaf and the root above them, as far as the tree of `size` leaves has them. */
export function proofShape(index: number, size: number): ProofShape {
  const base = Math.floor(index / LEAVES) * LEAVES;
  const nodes: ProofNode[] = [];
  for (let level = 0; level < LEVELS; level++) {
    const width = 2 ** level;
    const own = Math.floor((index - base) / width);
    for (let at = 0; at < LEAVES / width; at++) {
      if (base + at * width >= size) break;
      const role = at === own ? "path" : at === (own ^ 1) ? "sibling" : "other";
      nodes.push({ level, at, role });
    }
  }
  nodes.push({ level: LEVELS, at: 0, role: "path" });
  return { nodes, skips: size > LEAVES };
}
