/** Guards whole points against the last bit of a sum of fractions. */
const EPSILON = 1e-9;

/** Whole points for a share of what can be earned: all of them only for everything. */
export function earn(max: number, share: number): number {
  return Math.floor(max * Math.min(1, Math.max(0, share)) + EPSILON);
}

/** `part` of `whole`; where there is nothing, `empty`. */
export function shareOf(part: number, whole: number, empty: number): number {
  return whole > 0 ? part / whole : empty;
}

/** `94 %`; never 100 % for less than everything. */
export function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole) + EPSILON)} %`;
}

/** `1 key`, `2 keys`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
