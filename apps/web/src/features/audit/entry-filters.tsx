"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { shortId } from "#lib/format/text.ts";
import { countFilters, SINCE, type Since } from "./audit-filters.ts";
import { EntrySearch } from "./entry-search.tsx";
import { useAuditView } from "./use-entries.ts";

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

/** The filters of the list. Actions and actors are taken from the loaded entries; a URL may name others. */
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
    <FilterBar count={count} active={countFilters(view)}>
      <FilterMenu
        label="Time"
        value={view.since}
        options={Object.entries(SINCE).map(([value, text]) => ({ value, text }))}
        onChange={(since) => void setView({ since: since as Since | null })}
      />
      <FilterMenu
        label="Kind"
        value={view.kind}
        text={view.kind}
        options={codes([...FAMILIES, ...ENTRY_KINDS])}
        onChange={(kind) => void setView({ kind })}
      />
      <FilterMenu
        label="Action"
        value={view.action}
        text={view.action}
        options={codes(actions)}
        onChange={(action) => void setView({ action })}
      />
      <FilterMenu
        label="Actor"
        value={view.actor}
        options={actors.map((value) => ({ value, text: nameOf(value) }))}
        onChange={(actor) => void setView({ actor })}
      />
      <FilterMenu
        label="Status"
        value={view.status}
        text={view.status}
        options={codes(STATUSES)}
        onChange={(status) => void setView({ status })}
      />
      {(["policy", "agent", "approval", "anomaly", "from", "to"] as const).map(
        (name) =>
          view[name] !== null && (
            <Chip key={name} state="active" aria-label={`Remove the filter ${name}`} onClick={() => void setView({ [name]: null })}>
              {name} <Code>{view[name].length > 24 ? shortId(view[name]) : view[name]}</Code>
              <X size={12} aria-hidden="true" />
            </Chip>
          ),
      )}
      <EntrySearch value={view.q} onChange={(q) => void setView({ q })} />
    </FilterBar>
  );
}

function seen(values: readonly (string | null)[], chosen: string | null): string[] {
  return [...new Set([...values, chosen])].filter((value) => value !== null).sort();
}

const Code = ({ children }: { children: ReactNode }) => <span className="font-mono text-code">{children}</span>;
