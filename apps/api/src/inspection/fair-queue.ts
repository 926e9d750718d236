/** Why something was not put into a line, or was taken out of it again. */
export type FullQueue = "own_line" | "all_lines";

interface Waiting<Item> {
  readonly item: Item;
  readonly giveWay: (full: FullQueue) => void;
}

export interface FairQueueLimits {
  /** How many may wait of one organisation. */
  readonly perOwner: number;
  /** How many may wait of all together. */
  readonly total: number;
}

/**
 * Holds one line per organisation and serves them in turn, so that a long line delays nobody but its owner. When all lines together
 * are full, the newest of the longest line gives way to an organisation whose line is shorter.
 */
export class FairQueue<Item> {
  /** In the order of their turns. */
  readonly #lines = new Map<string, Waiting<Item>[]>();
  readonly #limits: FairQueueLimits;
  #size = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts an item at the end of its owner's line. @param giveWay called, perhaps at once, when there is no room for it */
  push(owner: string, item: Item, giveWay: (full: FullQueue) => void): void {
    const line = this.#lines.get(owner);
    const waiting = { item, giveWay };
    if ((line?.length ?? 0) >= this.#limits.perOwner) giveWay("own_line");
    else if (this.#size >= this.#limits.total && !this.#makeRoom((line?.length ?? 0) + 1)) giveWay("all_lines");
    else {
      if (line) line.push(waiting);
      else this.#lines.set(owner, [waiting]);
      this.#size += 1;
    }
  }

  /** The first of the line whose turn it is. */
  shift(): Item | undefined {
    for (const [owner, line] of this.#lines) {
      const first = line.shift();
      this.#lines.delete(owner);
      if (line.length > 0) this.#lines.set(owner, line);
      if (!first) continue;
      this.#size -= 1;
      return first.item;
    }
    return undefined;
  }

  /** Empties all lines. */
  clear(): readonly Item[] {
    const items = [...this.#lines.values()].flatMap((line) => line.map(({ item }) => item));
    this.#lines.clear();
    this.#size = 0;
    return items;
  }

  /** Takes the newest out of the longest line, when that is longer than `than`. */
  #makeRoom(than: number): boolean {
    let longest: Waiting<Item>[] | undefined;
    for (const line of this.#lines.values()) if (line.length > (longest?.length ?? than)) longest = line;
    const last = longest?.pop();
    if (!last) return false;
    this.#size -= 1;
    last.giveWay("all_lines");
    return true;
  }
}
