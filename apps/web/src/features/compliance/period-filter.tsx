"use client";

import type { ComplianceReport } from "@agentlattice/contract";
import { ChevronDown } from "lucide-react";
import { useEffect, useState } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { MINUTE, useNow } from "#lib/clock/clock-provider.tsx";
import { isDate, lastDay, periodsAt, toDate } from "./periods.ts";
import { useComplianceView } from "./use-compliance.ts";

/** The period of a report: a menu of named periods, and its first and last day. `range` is that of the shown report. */
export function PeriodFilter({ range }: { range: ComplianceReport["range"] | null }) {
  const [{ from, to }, setView] = useComplianceView();
  const periods = periodsAt(useNow(MINUTE));
  const chosen = periods.find((period) => period.from === from && period.to === to);
  const choose = (name: string) => {
    const period = periods.find((one) => one.name === name);
    if (period) void setView({ from: period.from, to: period.to });
  };
  return (
    <>
      <MenuRoot>
        <MenuTrigger asChild>
          <Chip>
            Period <span className="text-ink">{chosen?.name ?? "own dates"}</span>
            <ChevronDown size={13} strokeWidth={1.75} aria-hidden="true" />
          </Chip>
        </MenuTrigger>
        <MenuContent>
          <MenuChoices
            label="Period"
            value={chosen?.name ?? ""}
            options={periods.map(({ name }) => ({ value: name, text: name }))}
            onChange={choose}
          />
        </MenuContent>
      </MenuRoot>
      <DateField label="From" value={from ?? (range && toDate(range.from))} onChange={(date) => void setView({ from: date })} />
      <DateField label="To" value={to ?? (range && lastDay(range.to))} onChange={(date) => void setView({ to: date })} />
    </>
  );
}

/** A date that applies when it is complete. */
function DateField({ label, value, onChange }: { label: string; value: string | null; onChange: (date: string) => void }) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => {
    if (value !== null) setTyped(value);
  }, [value]);
  return (
    <label className="flex shrink-0 items-center gap-1.5 text-label text-ink-2">
      {label}
      <input
        type="date"
        required
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          if (isDate(target.value)) onChange(target.value);
        }}
        className="h-[26px] rounded-control border border-line-control bg-surface px-1.5 text-label text-ink"
      />
    </label>
  );
}
