"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { shortId } from "#lib/format/text.ts";
import { SINCE, type Since } from "./audit-filters.ts";
import { EntrySearch } from "./entry-search.tsx";
import { useAuditView } from "./use-entries.ts";

const ANY = "";
const STATUSES = [
  "executed",
  "requested",
  "approved",
  "denied",
  "expired",
  "cancelled",
  "lapsed",
  "revoked",
  "refused",
  "success",
  "failure",
];
const FAMILIES = [...new Set(ENTRY_KINDS.map((kind) => `${kind.slice(0, kind.indexOf("."))}.*`))];

interface EntryFiltersProps {
  readonly entries: readonly AuditEvent[];
  readonly names: ReadonlyMap<string, string>;
  readonly count: string;
}

/** What the list is narrowed to. Actions and actors are offered as they were seen; an address may name any. */
export function EntryFilters({ entries, names, count }: EntryFiltersProps) {
  const [view, setView] = useAuditView();
  const actions = seen(
    entries.map(({ action_type }) => action_type),
    view.action,
  );
  const actors = seen([...entries.map(({ actor }) => (actor.type === "system" ? "system" : actor.id)), ...names.keys()], view.actor);
  const nameOf = (id: string) => (id === "system" ? "AgentLattice" : (names.get(id) ?? shortId(id)));
  const codes = (options: readonly string[]) => options.map((value) => ({ value, text: <Code>{value}</Code> }));
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b px-4 tablet:px-6">
      <Filter
        label="Time"
        value={view.since}
        shown={view.since && SINCE[view.since]}
        options={Object.entries(SINCE).map(([value, text]) => ({ value, text }))}
        onChange={(since) => void setView({ since: since as Since | null })}
      />
      <Filter label="Kind" value={view.kind} options={codes([...FAMILIES, ...ENTRY_KINDS])} onChange={(kind) => void setView({ kind })} />
      <Filter label="Action" value={view.action} options={codes(actions)} onChange={(action) => void setView({ action })} />
      <Filter
        label="Actor"
        value={view.actor}
        shown={view.actor && nameOf(view.actor)}
        options={actors.map((value) => ({ value, text: nameOf(value) }))}
        onChange={(actor) => void setView({ actor })}
      />
      <Filter label="Status" value={view.status} options={codes(STATUSES)} onChange={(status) => void setView({ status })} />
      {(["policy", "agent", "approval", "from", "to"] as const).map(
        (name) =>
          view[name] !== null && (
            <Chip key={name} state="active" aria-label={`Remove the filter ${name}`} onClick={() => void setView({ [name]: null })}>
              {name} <Code>{view[name].length > 24 ? shortId(view[name]) : view[name]}</Code>
              <X size={12} aria-hidden="true" />
            </Chip>
          ),
      )}
      <EntrySearch value={view.q} onChange={(q) => void setView({ q })} />
      <p className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">{count}</p>
    </div>
  );
}

function seen(values: readonly (string | null)[], chosen: string | null): string[] {
  return [...new Set([...values, chosen])].filter((value) => value !== null).sort();
}

const Code = ({ children }: { children: ReactNode }) => <span className="font-mono text-code">{children}</span>;

function Filter({
  label,
  value,
  shown = value,
  options,
  onChange,
}: {
  label: string;
  value: string | null;
  shown?: string | null;
  options: readonly { value: string; text: ReactNode }[];
  onChange: (value: string | null) => void;
}) {
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Chip state={value === null ? "plain" : "active"}>
          {label} <span className={value === null ? "text-ink" : "max-w-44 truncate"}>{shown ?? "any"}</span>
        </Chip>
      </MenuTrigger>
      <MenuContent>
        <MenuChoices
          label={label}
          value={value ?? ANY}
          options={[{ value: ANY, text: "Any" }, ...options]}
          onChange={(next) => onChange(next === ANY ? null : next)}
        />
      </MenuContent>
    </MenuRoot>
  );
}
