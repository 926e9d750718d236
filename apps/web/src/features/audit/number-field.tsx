"use client";

import { useId } from "react";

/** An input for a whole number. */
export function NumberField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-label text-ink-3">
        {label}
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value.trim())}
        className="tnum h-8 w-32 rounded-control border border-line-control bg-surface px-2.5 text-[13px] text-ink"
      />
    </div>
  );
}
