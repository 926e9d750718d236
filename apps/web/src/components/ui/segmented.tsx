"use client";

import clsx from "clsx";
import { ToggleGroup } from "radix-ui";

/** A group of options that are all visible, one of them selected. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly text: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as T)}
      className="inline-flex h-[26px] shrink-0 overflow-hidden whitespace-nowrap rounded-control border border-line-strong"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={clsx(
            "quick border-r border-line-strong px-3 text-label last:border-r-0 focus-visible:-outline-offset-2",
            option.value === value ? "bg-sunken font-semibold text-ink" : "bg-surface text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {option.text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
