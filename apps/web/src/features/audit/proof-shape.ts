export interface ProofNode {
  /** 0 for leaves, 3 for the root of the drawing. */
  readonly level: number;
  /** Position within its level. */
  readonly at: number;
  /** `path`: computed from the leaf. `sibling`: contained in the proof. `other`: neither. */
  readonly role: "path" | "sibling" | "other";
}

export interface ProofShape {
  readonly nodes: readonly ProofNode[];
  /** True if levels between the third one and the root are omitted. */
  readonly skips: boolean;
}

const LEVELS = 3;
const LEAVES = 2 ** LEVELS;

/** Returns the bottom three levels around a leaf and the root, limited to a tree of `size` leaves. */
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
