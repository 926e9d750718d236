/** Votes that a stage still needs, and the people in whose right they may be given. */
export interface OpenStageVotes {
  readonly seats: number;
  readonly rights: readonly string[];
}

/**
 * Returns the index of the first stage for which distinct people are missing, or null when each stage gets its votes. A vote uses one right
 * and one voter, and each is used once over all stages.
 * It computes a maximum flow from the stages over the rights to the voters, so the answer is exact.
 * @param votersOf returns who may vote in a right, without those who have voted
 */
export function findUnfilledStage(stages: readonly OpenStageVotes[], votersOf: (right: string) => readonly string[]): number | null {
  const flow = new UnitFlow();
  for (const [index, { seats, rights }] of stages.entries()) {
    for (const right of seats > 0 ? rights : []) {
      flow.connect(`stage ${index}`, `right ${right}`);
      if (flow.connect(`right ${right}`, `used ${right}`))
        for (const voter of votersOf(right)) {
          flow.connect(`used ${right}`, `voter ${voter}`);
          flow.connect(`voter ${voter}`, END);
        }
    }
  }
  for (const [index, { seats }] of stages.entries())
    for (let seat = 0; seat < seats; seat++) if (!flow.push(`stage ${index}`)) return index;
  return null;
}

const END = "end";

/** A network whose edges carry one unit each. */
class UnitFlow {
  /** The nodes that each node can reach by an edge with capacity left. Using an edge reverses it. */
  readonly #next = new Map<string, Set<string>>();
  readonly #edges = new Set<string>();

  /** Adds an edge. Returns false when it exists. */
  connect(from: string, to: string): boolean {
    const edge = `${from} > ${to}`;
    if (this.#edges.has(edge)) return false;
    this.#edges.add(edge);
    this.#nextOf(from).add(to);
    return true;
  }

  /** Sends one more unit from a node to the end. Returns false when none fits. */
  push(from: string): boolean {
    const cameFrom = new Map<string, string>();
    const waiting = [from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const to of this.#nextOf(node)) {
        if (to === from || cameFrom.has(to)) continue;
        cameFrom.set(to, node);
        if (to === END) return this.#reverse(from, cameFrom);
        waiting.push(to);
      }
    }
    return false;
  }

  #reverse(from: string, cameFrom: ReadonlyMap<string, string>): true {
    for (let to = END, node = cameFrom.get(to); node !== undefined; to = node, node = to === from ? undefined : cameFrom.get(to)) {
      this.#nextOf(node).delete(to);
      this.#nextOf(to).add(node);
    }
    return true;
  }

  #nextOf(node: string): Set<string> {
    const next = this.#next.get(node) ?? new Set();
    this.#next.set(node, next);
    return next;
  }
}
