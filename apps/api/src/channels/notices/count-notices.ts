import type { Notice } from "./notice.ts";

/** Returns the number of notices in words, for a message about several of them. */
export function countOf(notices: readonly Notice[]): string {
  return notices.every(({ isRequest }) => isRequest)
    ? `${notices.length} requests wait for your decision`
    : `${notices.length} events need your attention`;
}
