"use client";

import { useMemo } from "react";
import { useMe } from "#features/shell/session-context.tsx";
import { type Fields, readDraft } from "./read-draft.ts";

/**
 * Where this tab keeps what is typed into a form and not sent: a reload or an ended session loses nothing. It belongs to one
 * person in one organisation. INVARIANT: never for passwords and keys.
 */
export function useKept<Draft extends Fields>(form: string) {
  const { user, orgId } = useMe();
  const key = `al-draft:${orgId}:${user.id}:${form}`;
  return useMemo(
    () => ({
      /** What was typed; `empty`, when nothing was or it is of another shape, and on the server, which knows of no tab. */
      read: (empty: Draft): Draft => (typeof window === "undefined" ? empty : readDraft(sessionStorage.getItem(key), empty)),
      keep: (draft: Draft) => {
        try {
          sessionStorage.setItem(key, JSON.stringify(draft));
        } catch {
          // The tab's storage is full or closed: the text is still on the screen.
        }
      },
      drop: () => sessionStorage.removeItem(key),
    }),
    [key],
  );
}
