"use client";

import type { LibraryItem } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { BundleStates, SettingsTable } from "./bundle-parts.tsx";
import { CoverageTable } from "./coverage-table.tsx";
import { InstallDialog } from "./install-dialog.tsx";
import { LibraryTrail } from "./library-trail.tsx";
import { PolicyParts } from "./policy-parts.tsx";
import { useLibraryItem } from "./use-library.ts";

/** One policy, pack or starter of the library. */
export function ItemPage({ name }: { name: string }) {
  const { data: item, error, refetch } = useLibraryItem(name);
  return (
    <section aria-label="Policy library" className="flex min-h-0 flex-1 flex-col">
      <LibraryTrail title={item?.title ?? name} />
      {item && <Item item={item} />}
      {!item && error && (
        <div className="p-5 tablet:px-6">
          <ErrorNotice
            title="The library item did not load"
            stillWorks="Policies stay in effect."
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {!item && !error && (
        <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-4 p-6">
          <SkeletonBar className="h-5 w-72" />
          <SkeletonBar className="h-40 w-full" />
        </div>
      )}
    </section>
  );
}

function Item({ item }: { item: LibraryItem }) {
  const { role, you } = useMe();
  const [isInstalling, setIsInstalling] = useState(false);
  const blocked = may(you, "policies:write") ? null : `The role ${role} cannot draft policies. Ask an owner, admin or member.`;
  return (
    <div className="pane min-h-0 flex-1 pb-10">
      <header className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 border-b px-4 py-5 tablet:px-6">
        <div className="max-w-[72ch] min-w-0">
          <h3 className="text-[17px] leading-6 font-semibold tracking-[-.015em]">{item.title}</h3>
          <p className="mt-1 text-ink-2">{item.kind === "policy" ? item.description : item.about}</p>
          {item.kind === "pack" && <p className="mt-1 text-label text-ink-3">{item.source}</p>}
        </div>
        <Button variant="primary" blocked={blocked} onClick={() => setIsInstalling(true)}>
          {item.kind === "policy" ? "Install" : `Install ${item.policies.length} policies`}
        </Button>
      </header>
      {item.kind === "policy" && <PolicyParts item={item} />}
      {item.kind === "pack" && <CoverageTable item={item} />}
      {item.kind === "starter" && (
        <>
          <BundleStates item={item} />
          <SettingsTable item={item} />
        </>
      )}
      {isInstalling && <InstallDialog item={item} onClose={() => setIsInstalling(false)} />}
    </div>
  );
}
