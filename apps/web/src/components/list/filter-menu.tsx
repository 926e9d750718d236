"use client";

import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";

const ANY = "";

/** A menu that filters a list by one value, or by none. `text` is the label of the selected value. */
export function FilterMenu<Value extends string>({
  label,
  value,
  text = value,
  options,
  onChange,
}: {
  label: string;
  value: Value | null;
  text?: ReactNode;
  options: readonly { value: Value; text: ReactNode }[];
  onChange: (value: Value | null) => void;
}) {
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Chip state={value === null ? "plain" : "active"}>
          {label} <span className={value === null ? "text-ink" : "max-w-44 truncate"}>{value === null ? "any" : text}</span>
        </Chip>
      </MenuTrigger>
      <MenuContent>
        <MenuChoices<Value | typeof ANY>
          label={label}
          value={value ?? ANY}
          options={[{ value: ANY, text: "Any" }, ...options]}
          onChange={(next) => onChange(next === ANY ? null : next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}
