import type { BacktestClass, BacktestFlip, NotReplayedReason } from "@agentlattice/contract";
import { DECISION_SEVERITY, type DecisionAction } from "@agentlattice/core";

const MAX_EXAMPLES = 5;

interface ClassData {
  readonly before: DecisionAction;
  readonly after: DecisionAction;
  count: number;
  /** Example decisions, newest first. */
  examples: BacktestFlip[];
}

/** The result of one or more batches, in a form that can be sent between threads. */
export interface TallyData {
  readonly replayed: number;
  readonly reasons: readonly (readonly [NotReplayedReason, number])[];
  readonly classes: readonly ClassData[];
}

/** Counts verdicts that differ. */
export class Tally {
  #replayed = 0;
  readonly #reasons = new Map<NotReplayedReason, number>();
  readonly #classes = new Map<string, ClassData>();

  skip(reason: NotReplayedReason): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  /** Counts a difference. @param flip creates the example; called only while examples are needed */
  compare(before: DecisionAction, after: DecisionAction, flip: () => BacktestFlip): void {
    this.#replayed += 1;
    if (before === after) return;
    const one = this.#classOf(before, after);
    one.count += 1;
    if (one.examples.length < MAX_EXAMPLES) one.examples.push(flip());
  }

  add({ replayed, reasons, classes }: TallyData): void {
    this.#replayed += replayed;
    for (const [reason, count] of reasons) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
    for (const { before, after, count, examples } of classes) {
      const one = this.#classOf(before, after);
      one.count += count;
      // Threads may finish in any order.
      one.examples = [...one.examples, ...examples].sort((a, b) => b.seq - a.seq).slice(0, MAX_EXAMPLES);
    }
  }

  data(): TallyData {
    return { replayed: this.#replayed, reasons: [...this.#reasons], classes: [...this.#classes.values()] };
  }

  #classOf(before: DecisionAction, after: DecisionAction): ClassData {
    const key = `${before} ${after}`;
    let one = this.#classes.get(key);
    if (!one) {
      one = { before, after, count: 0, examples: [] };
      this.#classes.set(key, one);
    }
    return one;
  }
}

/** Sorts classes for display: widenings first, from the strictest verdict down. */
export function toClasses(classes: TallyData["classes"]): BacktestClass[] {
  const severity = (action: DecisionAction) => DECISION_SEVERITY[action];
  const directed = classes.map((one): BacktestClass => {
    const change = severity(one.after) - severity(one.before);
    return { ...one, direction: change < 0 ? "wider" : change > 0 ? "narrower" : "other" };
  });
  const of = (direction: BacktestClass["direction"]) => directed.filter((one) => one.direction === direction);
  return [
    ...of("wider").sort((a, b) => severity(b.before) - severity(a.before) || severity(a.after) - severity(b.after)),
    ...of("narrower").sort((a, b) => severity(b.after) - severity(a.after) || severity(a.before) - severity(b.before)),
    ...of("other"),
  ];
}
