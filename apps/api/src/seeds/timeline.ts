interface PlannedEvent {
  readonly at: number;
  /** Order of planning, which decides between events at the same time. */
  readonly order: number;
  readonly run: () => unknown;
}

/** Events in order of time. An event may plan more events. Events after the end are dropped. */
export class Timeline {
  readonly #end: number;
  /** Latest first, so that the next event is at the end of the array. */
  readonly #planned: PlannedEvent[] = [];
  #count = 0;

  constructor(end: number) {
    this.#end = end;
  }

  add(at: number, run: () => unknown): void {
    if (at > this.#end) return;
    const planned = { at, order: this.#count++, run };
    let low = 0;
    let high = this.#planned.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLater(this.#planned[middle] as PlannedEvent, planned)) low = middle + 1;
      else high = middle;
    }
    this.#planned.splice(low, 0, planned);
  }

  /** Removes and returns the next event, or null when there is none. */
  take(): { readonly at: number; readonly run: () => unknown } | null {
    return this.#planned.pop() ?? null;
  }
}

function isLater(a: PlannedEvent, b: PlannedEvent): boolean {
  return a.at === b.at ? a.order > b.order : a.at > b.at;
}
