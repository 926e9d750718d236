import type { Row } from "./show-row.ts";

export const DECISIONS = ["executed", "denied", "requested", "approved"] as const;
type Decision = (typeof DECISIONS)[number];

/** The entries to show. */
export interface Feed {
  readonly accepts: (row: Row) => boolean;
  /** Id of the agent. */
  readonly agent?: string;
  readonly decision?: Decision;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  /** Maximum number of earlier entries. */
  readonly lines: number;
}
