"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { useAuditView } from "./use-entries.ts";

const ANY = "";

/** What the list is narrowed to. Actions are offered as they were seen; an address may name any. */
export function EntryFilters({ entries, count }: { entries: readonly AuditEvent[]; count: string }) {
  const [view, setView] = useAuditView();
  const seen = new Set(entries.flatMap(({ action_type }) => action_type ?? []));
  if (view.action) seen.add(view.action);
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      <Filter label="Kind" value={view.kind} options={ENTRY_KINDS} onChange={(kind) => void setView({ kind })} />
      <Filter label="Action" value={view.action} options={[...seen].sort()} onChange={(action) => void setView({ action })} />
      <p className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">{count}</p>
    </div>
  );
}

function Filter({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | null;
  options: readonly string[];
  onChange: (value: string | null) => void;
}) {
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Chip state={value === null ? "plain" : "active"}>
          {label} <span className={value === null ? "text-ink" : "font-mono"}>{value ?? "any"}</span>
        </Chip>
      </MenuTrigger>
      <MenuContent>
        <MenuChoices
          label={label}
          value={value ?? ANY}
          options={[
            { value: ANY, text: "Any" },
            ...options.map((option) => ({ value: option, text: <span className="font-mono text-code">{option}</span> })),
          ]}
          onChange={(next) => onChange(next === ANY ? null : next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}
