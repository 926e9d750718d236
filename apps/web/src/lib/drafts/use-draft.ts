"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useMe } from "#features/shell/session-context.tsx";
import { type Fields, readDraft } from "./read-draft.ts";

/**
 * What is typed into a form, kept in this tab until it is sent or given up: a failed request or an ended session loses
 * nothing. It belongs to one person in one organisation. INVARIANT: never for passwords and keys.
 */
export function useDraft<Draft extends Fields>(form: string, empty: Draft) {
  const { user, orgId } = useMe();
  const key = `al-draft:${orgId}:${user.id}:${form}`;
  const start = useRef(empty);
  const [draft, setDraft] = useState(empty);
  // After the first paint: the server that draws it does not know what was typed.
  useEffect(() => setDraft(readDraft(sessionStorage.getItem(key), start.current)), [key]);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  };
  const drop = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, change, drop };
}
