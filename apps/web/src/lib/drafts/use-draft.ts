"use client";

import { useEffect, useRef, useState } from "react";
import type { Fields } from "./read-draft.ts";
import { useDraftStorage } from "./use-draft-storage.ts";

/** The fields of a form, stored in this tab until the form is submitted or discarded. */
export function useDraft<Draft extends Fields>(form: string, empty: Draft) {
  const storage = useDraftStorage<Draft>(form);
  const start = useRef(empty);
  const [draft, setDraft] = useState(empty);
  // Runs after the first paint, because the server cannot read the tab's storage.
  useEffect(() => {
    setDraft(storage.read(start.current));
  }, [storage]);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    storage.save(next);
  };
  return { draft, change, clear: storage.clear };
}
