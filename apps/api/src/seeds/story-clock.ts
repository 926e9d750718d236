/** The clock of a seed: a moment of the past while its story is told, the present otherwise. */
export class StoryClock {
  #told: number | null = null;

  /** For `createDeps`. */
  readonly told = (): number | null => this.#told;

  /** Time goes on, never back, in whole milliseconds. @param at ms since the epoch */
  moveTo(at: number): void {
    this.#told = Math.max(Math.round(at), this.#told ?? 0);
  }

  /** @param ms by which time goes on */
  pass(ms: number): void {
    if (this.#told !== null) this.#told += ms;
  }

  /** The story is over. */
  backToPresent(): void {
    this.#told = null;
  }
}
