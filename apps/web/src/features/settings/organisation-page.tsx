"use client";

import type { Organisation } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { RestoreButton } from "#features/shell/restore-button.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { DeleteOrganisationDialog } from "./delete-organisation-dialog.tsx";
import { Loaded } from "./loaded.tsx";
import { RenameForm } from "./rename-form.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsHead } from "./settings-head.tsx";
import { useOrganisation } from "./use-account.ts";
import { ZoneForm } from "./zone-form.tsx";

/** Name, clock and facts of the organisation, and the way to remove it. */
export function OrganisationPage() {
  const organisation = useOrganisation();
  return (
    <Loaded asked={organisation} failed="The organisation did not load" stillWorks="Nothing about it changed.">
      {(data) => (
        <>
          <SettingsHead title="Organisation">One ledger, one set of policies, one list of members.</SettingsHead>
          <section aria-label="Name" className="border-t px-4 py-5 tablet:px-6">
            <RenameForm key={data.name} organisation={data} />
          </section>
          <section aria-label="Time zone" className="border-t px-4 py-5 tablet:px-6">
            <ZoneForm key={data.zone} organisation={data} />
          </section>
          <Facts organisation={data} />
          <Danger organisation={data} />
        </>
      )}
    </Loaded>
  );
}

function Facts({ organisation: { id, created_at, sample } }: { organisation: Organisation }) {
  const { role } = useMe();
  return (
    <section aria-label="Facts" className="border-t px-4 py-5 tablet:px-6">
      <dl className="grid max-w-[560px] grid-cols-[140px_1fr] gap-x-4 gap-y-2.5 max-tablet:grid-cols-1 max-tablet:gap-y-0.5 max-tablet:[&_dt:not(:first-child)]:mt-2.5">
        <dt className="text-ink-3">Id</dt>
        <dd className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 font-mono text-code break-all">{id}</code>
          <CopyButton value={id} label="id" />
        </dd>
        <dt className="text-ink-3">Made</dt>
        <dd className="tnum">{formatUtc(created_at)}</dd>
        <dt className="text-ink-3">Your role</dt>
        <dd>
          {ROLE[role].name}
          <span className="block text-label text-ink-3">{ROLE[role].may}</span>
        </dd>
        {sample && (
          <>
            <dt className="text-ink-3">Sample data</dt>
            <dd>Made by a seed. Deleting the organisation deletes all of it.</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Danger({ organisation }: { organisation: Organisation }) {
  const { role } = useMe();
  const [asking, setAsking] = useState(false);
  if (organisation.purge_at !== null) return <Closing purgeAt={organisation.purge_at} />;
  return (
    <section aria-label="Danger" className="border-t px-4 py-5 tablet:px-6">
      <h3 className="text-body">Delete the organisation</h3>
      <p className="mt-0.5 max-w-[560px] text-ink-2">
        Every key is refused at once. After 7 days the ledger with everything in it is deleted for ever; until then any owner can undo it.
      </p>
      <div className="mt-3">
        <Button
          look="deny"
          blocked={may(role, "organisation:delete") ? null : "Only an owner deletes an organisation. Ask an owner."}
          onClick={() => setAsking(true)}
        >
          Delete {organisation.name}
        </Button>
      </div>
      {asking && <DeleteOrganisationDialog name={organisation.name} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Closing({ purgeAt }: { purgeAt: string }) {
  return (
    <section aria-label="Danger" className="border-t px-4 py-5 tablet:px-6">
      <h3 className="text-body">This organisation is being deleted</h3>
      <p className="mt-0.5 mb-3 max-w-[560px] text-ink-2">
        Everything in it is deleted for ever on <time dateTime={purgeAt}>{formatUtc(purgeAt)}</time>. Keys are refused, and only owners can
        sign in.
      </p>
      <RestoreButton />
    </section>
  );
}
