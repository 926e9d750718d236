/** A clock that an import moves through the past. It never goes backwards. */
export class HistoryClock {
  #now: number;

  /** @param start ms since the epoch */
  constructor(start: number) {
    this.#now = Math.round(start);
  }

  /** Returns the current time in whole milliseconds since the epoch. */
  readonly now = (): number => this.#now;

  /** @param at ms since the epoch; an earlier time than the current one has no effect */
  moveTo(at: number): void {
    this.#now = Math.max(Math.round(at), this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
