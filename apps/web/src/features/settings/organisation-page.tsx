"use client";

import type { Organisation } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { RestoreButton } from "#features/shell/restore-button.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { DeleteOrganisationDialog } from "./delete-organisation-dialog.tsx";
import { Loaded } from "./loaded.tsx";
import { RemoveSampleButton } from "./remove-sample-button.tsx";
import { RenameForm } from "./rename-form.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsHead } from "./settings-head.tsx";
import { TextIndexForm } from "./text-index-form.tsx";
import { useOrganisation } from "./use-account.ts";
import { ZoneForm } from "./zone-form.tsx";

/** The name, time zone, word index, details and deletion of the organisation. */
export function OrganisationPage() {
  const organisation = useOrganisation();
  return (
    <Loaded query={organisation} failed="The organisation did not load" stillWorks="Its settings are unchanged.">
      {(data) => (
        <>
          <SettingsHead title="Organisation">One ledger, one set of policies, one list of members.</SettingsHead>
          <section aria-label="Name" className="border-t px-4 py-5 tablet:px-6">
            <RenameForm key={data.name} organisation={data} />
          </section>
          <section aria-label="Time zone" className="border-t px-4 py-5 tablet:px-6">
            <ZoneForm key={data.zone} organisation={data} />
          </section>
          <section aria-label="Word index" className="border-t px-4 py-5 tablet:px-6">
            <TextIndexForm organisation={data} />
          </section>
          <Details organisation={data} />
          <Danger organisation={data} />
        </>
      )}
    </Loaded>
  );
}

function Details({ organisation: { id, created_at, sample } }: { organisation: Organisation }) {
  const { role } = useMe();
  return (
    <section aria-label="Details" className="border-t px-4 py-5 tablet:px-6">
      <dl className="grid max-w-[560px] grid-cols-[140px_1fr] gap-x-4 gap-y-2.5 max-tablet:grid-cols-1 max-tablet:gap-y-0.5 max-tablet:[&_dt:not(:first-child)]:mt-2.5">
        <dt className="text-ink-3">Id</dt>
        <dd className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 font-mono text-code break-all">{id}</code>
          <CopyButton value={id} label="id" />
        </dd>
        <dt className="text-ink-3">Created</dt>
        <dd className="tnum">{formatUtc(created_at)}</dd>
        <dt className="text-ink-3">Your role</dt>
        <dd>
          {ROLE[role].name}
          <span className="block text-label text-ink-3">{ROLE[role].description}</span>
        </dd>
        {sample && (
          <>
            <dt className="text-ink-3">Sample data</dt>
            <dd className="flex flex-wrap items-center gap-x-4 gap-y-2">
              Created by a seed.
              <RemoveSampleButton />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Danger({ organisation }: { organisation: Organisation }) {
  const { you } = useMe();
  const [isDeleting, setIsDeleting] = useState(false);
  if (organisation.purge_at !== null) return <Closing purgeAt={organisation.purge_at} />;
  return (
    <section aria-label="Danger zone" className="border-t px-4 py-5 tablet:px-6">
      <h3 className="text-body">Delete organisation</h3>
      <p className="mt-0.5 max-w-[560px] text-ink-2">
        All keys stop working immediately. After 7 days all data is deleted permanently. Until then any owner can cancel the deletion.
      </p>
      <div className="mt-3">
        <Button
          variant="deny"
          blocked={may(you, "organisation:delete") ? null : "Only an owner can delete the organisation."}
          onClick={() => setIsDeleting(true)}
        >
          Delete {organisation.name}
        </Button>
      </div>
      {isDeleting && <DeleteOrganisationDialog name={organisation.name} onClose={() => setIsDeleting(false)} />}
    </section>
  );
}

function Closing({ purgeAt }: { purgeAt: string }) {
  return (
    <section aria-label="Danger zone" className="border-t px-4 py-5 tablet:px-6">
      <h3 className="text-body">This organisation is scheduled for deletion</h3>
      <p className="mt-0.5 mb-3 max-w-[560px] text-ink-2">
        All its data will be deleted permanently on <time dateTime={purgeAt}>{formatUtc(purgeAt)}</time>. Keys do not work, and only owners
        can sign in.
      </p>
      <RestoreButton />
    </section>
  );
}
