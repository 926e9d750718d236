import type { View } from "@agentlattice/core/settle";
import { isSealed, type RowSeals } from "../keys/row-seals.ts";
import { sha256 } from "./sha256.ts";

/** Number of buckets over which the counters of an organisation are spread. */
export const COUNTER_BUCKETS = 64;

/** The sums of the counters of a bucket by the UTC day of their end, in hex. A day without counters has none. */
export type BucketSums = Map<string, string>;

/** A loaded bucket, with the counters that it has. */
export interface LoadedBucket {
  readonly bucket: number;
  readonly sums: Readonly<Record<string, string>>;
  readonly seal: string | null;
  /** The UTC day of the database's clock. */
  readonly today: string;
  /** True when a counter of the batch does not exist. */
  readonly missing: boolean;
  /** The keys of the stored counters with the days of their end; null unless a counter of the batch does not exist. */
  readonly stored: readonly (readonly [key: string, day: string])[] | null;
}

/** Adds the buckets of an organisation without counters to a view. */
export function addEmptyBuckets({ counterBuckets }: Pick<View, "counterBuckets">): void {
  for (let bucket = 0; bucket < COUNTER_BUCKETS; bucket++) counterBuckets.set(bucket, new Map());
}

/** Returns the bucket of a counter. */
export function bucketOf(key: string): number {
  return (sha256(Buffer.from(key))[0] as number) % COUNTER_BUCKETS;
}

/** Adds a counter to the sum of a day, or removes it. INVARIANT: sums are keyed, so no other rows have the sum of a deleted one. */
export function toggleCounter(sums: BucketSums, seals: RowSeals, key: string, day: string): void {
  const sum = Buffer.from(sums.get(day) ?? "", "hex");
  const toggled = seals.counterKey(key).map((byte, index) => byte ^ (sum[index] ?? 0));
  if (toggled.every((byte) => byte === 0)) sums.delete(day);
  else sums.set(day, Buffer.from(toggled).toString("hex"));
}

/**
 * Adds a loaded bucket to the view. Returns false when it contradicts its seal, or when counters are missing or were added. Days before today do
 * not count, because their counters are deleted without a commit.
 */
export function fillBucket({ bucket, sums, seal, today, missing, stored }: LoadedBucket, view: View, seals: RowSeals): boolean {
  const recorded: BucketSums = new Map(Object.entries(sums));
  if (!isSealed(seal, seals.counterBucket(bucket, recorded))) return false;
  const current: BucketSums = new Map([...recorded].filter(([day]) => day >= today));
  view.counterBuckets.set(bucket, current);
  if (!missing) return true;
  const found: BucketSums = new Map();
  for (const [key, day] of stored ?? []) if (day >= today) toggleCounter(found, seals, key, day);
  return found.size === current.size && [...found].every(([day, sum]) => current.get(day) === sum);
}

/** Applies the moved counters to their buckets, and returns the changed ones. */
export function moveCounters(view: View, seals: RowSeals): Map<number, BucketSums> {
  const changed = new Map<number, BucketSums>();
  for (const [key, { from, to }] of view.movedCounters) {
    const bucket = bucketOf(key);
    const sums = view.counterBuckets.get(bucket);
    if (!sums || from === to) continue;
    if (from !== null) toggleCounter(sums, seals, key, from);
    toggleCounter(sums, seals, key, to);
    changed.set(bucket, sums);
  }
  view.movedCounters.clear();
  return changed;
}
