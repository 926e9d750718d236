"use client";

import { type Options, type UseQueryStatesKeysMap, useQueryStates } from "nuqs";

/** Time after the last key press at which a typed text is written to the URL. */
const TYPING_MS = 200;

/** Options of a change that adds no entry to the browser's history: the text of a search while it is typed. */
export const TYPING = { history: "replace", limitUrlUpdates: { method: "debounce", timeMs: TYPING_MS } } as const satisfies Options;

/** Options of a change that adds no entry to the browser's history: a step to the next item of a list or a graph. */
export const REPLACE_HISTORY_ENTRY = { history: "replace" } as const satisfies Options;

/**
 * The view of a page: its tab, filters and selection, which are in the URL. A change adds an entry to the browser's history, so that Back
 * returns to the view before it. Changes with `TYPING` and `REPLACE_HISTORY_ENTRY` add no history entry.
 */
export function useView<Keys extends UseQueryStatesKeysMap>(keys: Keys) {
  return useQueryStates(keys, { history: "push" });
}
