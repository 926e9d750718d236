"use client";

import { parseAsString, parseAsStringLiteral } from "nuqs";
import { useView } from "#lib/navigation/use-view.ts";
import { SORTS } from "./arrange-queue.ts";

export const TABS = ["waiting", "mine", "decided"] as const;
/** Releases by one person alone that wait for a review. Their bar opens the list, because it is empty almost always. */
const LISTS = [...TABS, "review"] as const;
export type Tab = (typeof LISTS)[number];
export const RISKS = ["low", "medium", "high", "critical"] as const;

/** The selected list, sort order and filters. All of them are in the URL. */
export function useQueueView() {
  return useView({
    tab: parseAsStringLiteral(LISTS).withDefault("waiting"),
    sort: parseAsStringLiteral(SORTS).withDefault("time-left"),
    risk: parseAsStringLiteral(RISKS),
    agent: parseAsString,
    policy: parseAsString,
    action: parseAsString,
    /** Requests that expire within this time, such as 1h. */
    expires: parseAsString,
    /** Key of the group that is the current row. */
    group: parseAsString,
  });
}
