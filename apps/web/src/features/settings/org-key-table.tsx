"use client";

import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { ENVIRONMENT } from "#features/agents/agent-words.ts";
import { Ago } from "#features/agents/presence-line.tsx";
import { Expiry, isUsable } from "#features/keys/key-expiry.tsx";
import type { Key } from "#features/keys/use-key-change.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { SCOPES } from "./scope-words.ts";
import { SettingsTable } from "./settings-table.tsx";

export interface KeyAction {
  readonly verb: "rotate" | "revoke";
  readonly key: Key;
}

/** The list of keys, newest first. */
export function OrgKeyTable({ keys, onAction }: { keys: readonly Key[]; onAction: (action: KeyAction) => void }) {
  return (
    <SettingsTable
      caption="API keys"
      items={keys}
      edge
      columns={[
        { id: "key", header: "Key", cell: (key) => <Name of={key} /> },
        { id: "scopes", header: "Scopes", cell: (key) => <Scopes scopes={key.scopes} /> },
        { id: "creator", header: "Created by", cellClassName: "text-ink-2", cell: (key) => <CreatedBy of={key} /> },
        { id: "last-used", header: "Last used", cellClassName: "text-ink-2", cell: (key) => <Ago at={key.last_used_at} never="never" /> },
        { id: "expires", header: "Expires", cellClassName: "text-label", cell: (key) => <KeyExpiry of={key} /> },
        { id: "actions", header: "Actions", align: "right", hiddenHead: true, cell: (key) => <Actions of={key} onAction={onAction} /> },
      ]}
      stacked={(key) => (
        <>
          <Name of={key} />
          <Scopes scopes={key.scopes} />
          <div className="flex flex-wrap items-end justify-between gap-2 text-label text-ink-2">
            <span>
              created by <CreatedBy of={key} />, used <Ago at={key.last_used_at} never="never" />
              <KeyExpiry of={key} />
            </span>
            <Actions of={key} onAction={onAction} />
          </div>
        </>
      )}
    />
  );
}

function Name({ of: { id, name, environment } }: { of: Key }) {
  return (
    <span className="min-w-0">
      <span className="block max-w-56 truncate font-medium" title={name}>
        {name}
      </span>
      <span className="block text-label text-ink-3" title={id}>
        {ENVIRONMENT[environment]}, {shortId(id)}
      </span>
    </span>
  );
}

const SHOWN_SCOPES = 2;

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const all = scopes.length === SCOPES.length;
  const more = scopes.length - SHOWN_SCOPES;
  const text = all ? "all scopes" : scopes.slice(0, SHOWN_SCOPES).join(" ");
  return (
    <Tooltip text={scopes.join(", ")}>
      <button
        type="button"
        aria-label={`Scopes: ${scopes.join(", ")}`}
        className="cursor-default rounded-chip text-left font-mono text-code"
      >
        {text}
        {!all && more > 0 && <span className="font-sans text-label text-ink-3"> and {plural(more, "more", "more")}</span>}
      </button>
    </Tooltip>
  );
}

function CreatedBy({ of: { created_by, scopes, effective_scopes } }: { of: Key }) {
  const name = created_by?.name ?? "a former member";
  const withheld = scopes.filter((scope) => !effective_scopes.includes(scope));
  return (
    <span className="min-w-0">
      <span className="inline-block max-w-40 truncate align-bottom" title={name}>
        {name}
      </span>
      {withheld.length > 0 && (
        <span className="block text-label text-ink-3" title={withheld.join(", ")}>
          {effective_scopes.length === 0 ? "no scopes now" : `without ${plural(withheld.length, "scope", "scopes")} now`}
        </span>
      )}
    </span>
  );
}

function KeyExpiry({ of: key }: { of: Key }) {
  const now = useNow();
  if (key.revoked_at)
    return (
      <span className="block text-ink-3">
        revoked <Ago at={key.revoked_at} never="" />
      </span>
    );
  if (!isUsable(key, now))
    return (
      <span className="block text-ink-3">
        expired <Ago at={key.expires_at} never="" />
      </span>
    );
  return <Expiry at={key.expires_at} now={now} />;
}

function Actions({ of: key, onAction }: { of: Key; onAction: (action: KeyAction) => void }) {
  const now = useNow();
  if (!isUsable(key, now)) return null;
  return (
    <span className="flex justify-end gap-1">
      <Button size="table" variant="quiet" aria-label={`Rotate ${key.name}`} onClick={() => onAction({ verb: "rotate", key })}>
        Rotate
      </Button>
      <Button size="table" variant="quiet" aria-label={`Revoke ${key.name}`} onClick={() => onAction({ verb: "revoke", key })}>
        Revoke
      </Button>
    </span>
  );
}
