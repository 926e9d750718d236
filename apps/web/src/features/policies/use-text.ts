"use client";

import { POLICY_BYTES, type PolicyIssue } from "@agentlattice/contract";
import { useEffect, useState } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { useDraftStorage } from "#lib/drafts/use-draft-storage.ts";
import { formatCount } from "#lib/format/text.ts";
import { validatePolicy } from "./use-policies.ts";

const SETTLED_MS = 250;
const RETRY_MS = 5_000;

/** The last saved text. */
export interface Saved {
  readonly text: string;
  /** Null before the first save. */
  readonly version: number | null;
}

/** The stored draft: the text and the version it is based on, empty for a new policy. */
type StoredText = { readonly text: string; readonly version: string };

const versionText = (version: number | null) => (version === null ? "" : String(version));

/** The text of an editor. Unsaved input is stored until it is saved or discarded. */
export function useText(name: string, saved: Saved) {
  const { read, save, clear } = useDraftStorage<StoredText>(`policy ${name}`);
  const [stored] = useState(() => read({ text: saved.text, version: versionText(saved.version) }));
  const [text, setText] = useState(stored.text);
  const [base, setBase] = useState<Saved>({ text: saved.text, version: stored.version === "" ? null : Number(stored.version) });
  const changed = text !== saved.text;
  // A newer version was saved. An unchanged text adopts it.
  if (base.version !== saved.version && (!changed || text === base.text)) {
    setBase(saved);
    setText(saved.text);
  }
  useEffect(() => {
    if (changed) save({ text, version: versionText(base.version) });
    else clear();
  }, [changed, text, save, clear, base.version]);
  return {
    text,
    setText,
    changed,
    /** True if another version was saved after editing began. */
    outdated: changed && base.version !== saved.version,
    discard: () => {
      setBase(saved);
      setText(saved.text);
    },
  };
}

export interface Validation {
  /** The validated text. */
  readonly text: string;
  readonly issues: readonly PolicyIssue[];
  /** The ignored parts of a valid text. */
  readonly notes: readonly PolicyIssue[];
  readonly hash: string | null;
  /** Reason why the validation failed, or null. */
  readonly failed: string | null;
}

const KIB = 1024;

/** Returns an issue if the text exceeds the size limit. Such a text is not sent to the API. */
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

/** Validates a text shortly after typing stops and retries when the API cannot be reached. Returns null until the first result. */
export function useValidation(text: string): Validation | null {
  const [validation, setValidation] = useState<Validation | null>(null);
  useEffect(() => {
    let current = true;
    const check = () =>
      void validatePolicy(text).then(
        ({ issues, notes = [], hash }) => current && setValidation({ text, issues, notes, hash: hash ?? null, failed: null }),
        (error: unknown) => {
          if (!current) return;
          setValidation({ text, issues: [], notes: [], hash: null, failed: reasonOf(error) });
          if (!(error instanceof ApiError) || error.retryable) timer = setTimeout(check, RETRY_MS);
        },
      );
    const long = tooLong(text);
    let timer = setTimeout(long ? () => setValidation({ text, issues: [long], notes: [], hash: null, failed: null }) : check, SETTLED_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return validation;
}

const reasonOf = (error: unknown) => (error instanceof ApiError ? error.message : "The console cannot be reached. Check your connection.");
