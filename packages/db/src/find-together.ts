interface Asked<Found> {
  readonly hash: Uint8Array;
  resolve(found: Found | null): void;
  reject(error: unknown): void;
}

/**
 * Combines look-ups by hash: calls of the same event loop turn share one query, so that many credentials are checked with one. A single call
 * is sent at once.
 * @param limit the maximum number of hashes that one query looks up
 * @param findAll returns what it found for each of the hashes, in their order
 */
export function findTogether<Found>(
  limit: number,
  findAll: (hashes: readonly Uint8Array[]) => Promise<readonly (Found | null)[]>,
): (hash: Uint8Array) => Promise<Found | null> {
  let asked: Asked<Found>[] = [];

  async function answer(batch: readonly Asked<Found>[]): Promise<void> {
    try {
      const found = await findAll(batch.map(({ hash }) => hash));
      batch.forEach(({ resolve }, n) => void resolve(found[n] ?? null));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function send(): void {
    const all = asked;
    asked = [];
    for (let from = 0; from < all.length; from += limit) void answer(all.slice(from, from + limit));
  }

  return (hash) =>
    new Promise((resolve, reject) => {
      if (asked.length === 0) process.nextTick(send);
      asked.push({ hash, resolve, reject });
    });
}
