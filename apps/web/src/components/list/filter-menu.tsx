"use client";

import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";

const ANY = "";

/** A menu that filters a list by one value, or by none. `text` is the label of the selected value, by default the text of its option. */
export function FilterMenu<Value extends string>({
  label,
  value,
  options,
  text = options.find((option) => option.value === value)?.text ?? value,
  onChange,
}: {
  label: string;
  value: Value | null;
  options: readonly { value: Value; text: ReactNode }[];
  text?: ReactNode;
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
