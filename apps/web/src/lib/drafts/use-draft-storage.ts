"use client";

import { useMemo } from "react";
import { useMe } from "#lib/session/session-context.tsx";
import { type Fields, readDraft } from "./read-draft.ts";

/**
 * Stores form input that was not submitted in this tab's session storage, so that a reload or an expired session loses nothing.
 * The key contains the user and the organisation. INVARIANT: never used for passwords or API keys.
 */
export function useDraftStorage<Draft extends Fields>(form: string) {
  const { user, orgId } = useMe();
  const key = `al-draft:${orgId}:${user.id}:${form}`;
  return useMemo(
    () => ({
      /** Returns the stored form, or `empty` if there is none, if it has another shape, or on the server. */
      read: (empty: Draft): Draft => (typeof window === "undefined" ? empty : readDraft(sessionStorage.getItem(key), empty)),
      save: (draft: Draft) => {
        try {
          sessionStorage.setItem(key, JSON.stringify(draft));
        } catch {
          // Session storage is full or disabled. The text is still on the screen.
        }
      },
      clear: () => sessionStorage.removeItem(key),
    }),
    [key],
  );
}
