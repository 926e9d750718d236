/** Entries that a subscription missed. `audit` lists them. */
export interface EventGap {
  /** seq of the first missed entry. */
  readonly from: number;
  /** seq of the last missed entry, when the server knows it. */
  readonly to?: number;
}
