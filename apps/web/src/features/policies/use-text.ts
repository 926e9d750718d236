"use client";

import type { PolicyIssue } from "@agentlattice/contract";
import { useEffect, useState } from "react";
import { useMe } from "#features/shell/session-context.tsx";
import { dropDraft, keepDraft, readDraft } from "./local-draft.ts";
import { validatePolicy } from "./use-policies.ts";

const SETTLED_MS = 250;

/** A text as it was saved last. */
export interface Saved {
  readonly text: string;
  /** `null` before the first save. */
  readonly version: number | null;
}

/** The text of an editor: what was saved, and what was typed since and is kept until it is saved or discarded. */
export function useText(place: string, saved: Saved) {
  const { user } = useMe();
  const [kept] = useState(() => readDraft(user.id, place));
  const [text, setText] = useState(kept?.text ?? saved.text);
  const [begun, setBegun] = useState<Saved>({ text: saved.text, version: kept ? kept.version : saved.version });
  const changed = text !== saved.text;
  // Somebody saved: a text that nobody has touched follows, one that was just saved starts anew.
  if (begun.version !== saved.version && (!changed || text === begun.text)) {
    setBegun(saved);
    setText(saved.text);
  }
  useEffect(() => {
    if (changed) keepDraft(user.id, place, { text, version: begun.version });
    else dropDraft(user.id, place);
  }, [changed, text, user.id, place, begun.version]);
  return {
    text,
    setText,
    changed,
    /** Another version was saved after this text was begun. */
    outdated: changed && begun.version !== saved.version,
    discard: () => {
      setBegun(saved);
      setText(saved.text);
    },
  };
}

export interface Validation {
  /** The text that was checked. */
  readonly text: string;
  readonly issues: readonly PolicyIssue[];
  readonly hash: string | null;
  /** The check itself failed. */
  readonly failed: boolean;
}

/** What is wrong with a text, shortly after it settles. `null` until it was first checked. */
export function useValidation(text: string): Validation | null {
  const [validation, setValidation] = useState<Validation | null>(null);
  useEffect(() => {
    let current = true;
    const check = () =>
      void validatePolicy(text).then(
        ({ issues, hash }) => current && setValidation({ text, issues, hash: hash ?? null, failed: false }),
        () => current && setValidation({ text, issues: [], hash: null, failed: true }),
      );
    const timer = setTimeout(check, SETTLED_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return validation;
}
