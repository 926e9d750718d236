"use client";

import { useId } from "react";

/** A group of radio buttons, each with a note that explains it. */
export function RadioList<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  /** Null while nothing is chosen. */
  value: Value | null;
  options: readonly { readonly value: Value; readonly text: string; readonly note: string }[];
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-body font-medium">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="quick -mx-2 flex cursor-pointer gap-2.5 rounded-control px-2 py-1.5 hover:bg-hover">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            aria-describedby={`${name}-${option.value}`}
            onChange={() => onChange(option.value)}
            className="mt-[3px] size-3.5 shrink-0 accent-accent"
          />
          <span className="min-w-0">
            <span className="block text-body">{option.text}</span>
            <span id={`${name}-${option.value}`} className="block text-label text-ink-3">
              {option.note}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
