"use client";

import { type ReactNode, useId } from "react";

interface SelectFieldProps {
  label: string;
  /** True if only screen readers announce the label. */
  hiddenLabel?: boolean;
  value: string;
  options: readonly { readonly value: string; readonly text: string }[];
  hint?: ReactNode;
  onChange: (value: string) => void;
}

/** A list from which one value is chosen. It is the browser's own, which phones show in full height. */
export function SelectField({ label, hiddenLabel = false, value, options, hint, onChange }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={hiddenLabel ? "sr-only" : "text-body font-medium"}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full rounded-control border border-line-control bg-surface px-2 text-body text-ink max-tablet:h-11 max-tablet:text-[16px]"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {hint && <p className="text-label text-ink-3">{hint}</p>}
    </div>
  );
}
