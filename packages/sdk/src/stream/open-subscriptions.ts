/** The running subscriptions of a client. */
export class OpenSubscriptions {
  readonly #stops = new Set<() => void>();

  /** Keeps a subscription until the returned function is called. */
  readonly add = (stop: () => void): (() => void) => {
    this.#stops.add(stop);
    return () => void this.#stops.delete(stop);
  };

  /** Ends every subscription. */
  end(): void {
    for (const stop of [...this.#stops]) stop();
  }
}
