type Happening = () => unknown;

interface Planned {
  readonly at: number;
  readonly place: number;
  readonly happen: Happening;
}

/** What is going to happen, in order of time; what happens may plan more. Nothing happens after the end. */
export class Timeline {
  readonly #end: number;
  /** Latest first, so that the next one is taken from the end. */
  readonly #planned: Planned[] = [];
  #places = 0;

  constructor(end: number) {
    this.#end = end;
  }

  add(at: number, happen: Happening): void {
    if (at > this.#end) return;
    const planned = { at, place: this.#places++, happen };
    let low = 0;
    let high = this.#planned.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLater(this.#planned[middle] as Planned, planned)) low = middle + 1;
      else high = middle;
    }
    this.#planned.splice(low, 0, planned);
  }

  take(): { readonly at: number; readonly happen: Happening } | null {
    return this.#planned.pop() ?? null;
  }
}

function isLater(a: Planned, b: Planned): boolean {
  return a.at === b.at ? a.place > b.place : a.at > b.at;
}
