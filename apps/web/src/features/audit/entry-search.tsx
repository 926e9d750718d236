"use client";

import clsx from "clsx";
import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";

const ID = /^([a-z]{2,3}_[0-7][0-9a-hjkmnp-tv-z]{25}|#?\d{1,15}|[0-9a-f]{64})$/;

/** Finds entries by id, entry number or leaf hash. */
export function EntrySearch({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => {
    setText(value ?? "");
  }, [value]);
  const sought = text.trim();
  const isInvalid = sought !== "" && !ID.test(sought);
  return (
    <form
      method="post"
      // It has no landmark role because it is one filter of several.
      className="relative shrink-0"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isInvalid) onChange(sought === "" ? null : sought);
      }}
    >
      <Search size={14} aria-hidden="true" className="pointer-events-none absolute inset-y-0 left-2 my-auto text-ink-3" />
      <input
        type="text"
        aria-label="Find an id, an entry number or a leaf hash"
        aria-invalid={isInvalid}
        title={isInvalid ? "Enter an id such as evt_01h4…, a number such as #41, or a complete leaf hash" : undefined}
        placeholder="Id, #entry or hash"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={clsx(
          "h-[26px] w-40 rounded-control border bg-surface pr-6 pl-7 text-label text-ink placeholder:text-ink-3",
          isInvalid ? "border-deny" : "border-line-control",
        )}
      />
      {value !== null && (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => onChange(null)}
          className="quick absolute top-0 right-0 inline-flex size-[26px] items-center justify-center text-ink-2 hover:text-ink"
        >
          <X size={12} aria-hidden="true" />
        </button>
      )}
    </form>
  );
}
