/** Keeps whole points from being lost to rounding errors in a sum of fractions. */
const EPSILON = 1e-9;

/** Returns whole points for a share. Only a full share earns the maximum. */
export function earn(max: number, share: number): number {
  return Math.floor(max * Math.min(1, Math.max(0, share)) + EPSILON);
}

/** Returns `part` divided by `whole`, or `empty` when `whole` is 0. */
export function shareOf(part: number, whole: number, empty: number): number {
  return whole > 0 ? part / whole : empty;
}

/** Returns a text such as `94 %`; never 100 % for less than everything. */
export function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole) + EPSILON)} %`;
}

/** Returns a text such as `1 key`, `2 keys`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
