/** As much of a stream as is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}
