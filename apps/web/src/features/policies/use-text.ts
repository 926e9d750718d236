"use client";

import { POLICY_BYTES, type PolicyIssue } from "@agentlattice/contract";
import { useEffect, useState } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { useKept } from "#lib/drafts/use-kept.ts";
import { formatCount } from "#lib/format/text.ts";
import { validatePolicy } from "./use-policies.ts";

const SETTLED_MS = 250;

/** A text as it was saved last. */
export interface Saved {
  readonly text: string;
  /** `null` before the first save. */
  readonly version: number | null;
}

/** As it is kept: the text, and the version it was typed on top of, none for a first one. */
type KeptText = { readonly text: string; readonly version: string };

const versionText = (version: number | null) => (version === null ? "" : String(version));

/** The text of an editor: what was saved, and what was typed since and is kept until it is saved or discarded. */
export function useText(place: string, saved: Saved) {
  const { read, keep, drop } = useKept<KeptText>(`policy ${place}`);
  const [kept] = useState(() => read({ text: saved.text, version: versionText(saved.version) }));
  const [text, setText] = useState(kept.text);
  const [begun, setBegun] = useState<Saved>({ text: saved.text, version: kept.version === "" ? null : Number(kept.version) });
  const changed = text !== saved.text;
  // Somebody saved: a text that nobody has touched follows, one that was just saved starts anew.
  if (begun.version !== saved.version && (!changed || text === begun.text)) {
    setBegun(saved);
    setText(saved.text);
  }
  useEffect(() => {
    if (changed) keep({ text, version: versionText(begun.version) });
    else drop();
  }, [changed, text, keep, drop, begun.version]);
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
  /** What of a valid text is left out. */
  readonly notes: readonly PolicyIssue[];
  readonly hash: string | null;
  /** Why it was not checked, when it was not. */
  readonly failed: string | null;
}

const KIB = 1024;

/** A text that is too long is not sent anywhere. */
function tooLong(text: string): PolicyIssue | null {
  if (text.length * 3 <= POLICY_BYTES) return null;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= POLICY_BYTES) return null;
  const size = formatCount(Math.ceil(bytes / KIB));
  return {
    path: "",
    message: `A policy has at most ${POLICY_BYTES / KIB} KiB, this text ${size} KiB. Split it into several policies.`,
  };
}

/** What is wrong with a text, shortly after it settles. `null` until it was first checked. */
export function useValidation(text: string): Validation | null {
  const [validation, setValidation] = useState<Validation | null>(null);
  useEffect(() => {
    let current = true;
    const check = () =>
      void validatePolicy(text).then(
        ({ issues, notes = [], hash }) => current && setValidation({ text, issues, notes, hash: hash ?? null, failed: null }),
        (error: unknown) => current && setValidation({ text, issues: [], notes: [], hash: null, failed: reasonOf(error) }),
      );
    const long = tooLong(text);
    const timer = setTimeout(long ? () => setValidation({ text, issues: [long], notes: [], hash: null, failed: null }) : check, SETTLED_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return validation;
}

const reasonOf = (error: unknown) => (error instanceof ApiError ? error.message : "The console is not answering.");
