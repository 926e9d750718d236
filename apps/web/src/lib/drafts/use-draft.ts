"use client";

import { useEffect, useRef, useState } from "react";
import type { Fields } from "./read-draft.ts";
import { useKept } from "./use-kept.ts";

/** The fields of a form, kept in this tab until they are sent or given up. */
export function useDraft<Draft extends Fields>(form: string, empty: Draft) {
  const kept = useKept<Draft>(form);
  const start = useRef(empty);
  const [draft, setDraft] = useState(empty);
  // After the first paint: the server that draws it does not know what was typed.
  useEffect(() => {
    setDraft(kept.read(start.current));
  }, [kept]);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    kept.keep(next);
  };
  return { draft, change, drop: kept.drop };
}
