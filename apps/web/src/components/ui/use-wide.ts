"use client";

import { useMedia } from "./use-media.ts";

/** Returns true if the window has room for a pane next to a list, from 1200 px. */
export function useWide(): boolean {
  return useMedia("(min-width: 1200px)");
}
