"use client";

import { ChevronDown } from "lucide-react";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";

/** A form field with a menu of a few options. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <MenuRoot>
      <div className="flex items-center justify-between gap-4">
        <span aria-hidden="true" className="text-body font-medium">
          {label}
        </span>
        <MenuTrigger className="quick inline-flex h-8 items-center gap-2 rounded-control border border-line-control bg-surface px-2.5 text-body hover:bg-hover">
          <span className="sr-only">{label}: </span>
          {options.find((option) => option.value === value)?.text}
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
        </MenuTrigger>
      </div>
      <MenuContent align="end">
        <MenuChoices label={label} value={value} options={options} onChange={onChange} />
      </MenuContent>
    </MenuRoot>
  );
}
