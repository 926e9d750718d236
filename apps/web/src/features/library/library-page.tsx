"use client";

import type { LibraryList } from "@agentlattice/contract";
import { parseAsStringLiteral } from "nuqs";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { TabBar } from "#features/policies/tab-bar.tsx";
import { useView } from "#lib/navigation/use-view.ts";
import { BundleRow } from "./bundle-row.tsx";
import { LibraryTrail } from "./library-trail.tsx";
import { PolicyList } from "./policy-list.tsx";
import { useLibrary } from "./use-library.ts";

const VIEWS = ["policies", "packs", "starters"] as const;

/** The library: policies, compliance packs and starters. */
export function LibraryPage() {
  const [{ view }, setView] = useView({ view: parseAsStringLiteral(VIEWS).withDefault("policies") });
  const { data, error, refetch } = useLibrary();
  const tabs = [
    { value: "policies", name: "Policies", ...(data && { count: String(data.policies.length) }) },
    { value: "packs", name: "Compliance packs", ...(data && { count: String(data.packs.length) }) },
    { value: "starters", name: "Starters", ...(data && { count: String(data.starters.length) }) },
  ] as const;
  return (
    <section aria-label="Policy library" className="flex min-h-0 flex-1 flex-col">
      <LibraryTrail />
      <TabBar label="Parts of the library" tabs={tabs} value={view} onChange={(next) => void setView({ view: next })} />
      {data && <Shown data={data} view={view} />}
      {!data && error && (
        <ListNotice>
          <ErrorNotice
            title="The library did not load"
            stillWorks="Policies stay in effect."
            error={error}
            onRetry={() => void refetch()}
          />
        </ListNotice>
      )}
      {!data && !error && <ListSkeleton rows={7} row="h-16" bars={["h-3 w-56", "ml-auto h-3 w-24"]} className="pt-6" />}
    </section>
  );
}

function Shown({ data, view }: { data: LibraryList; view: (typeof VIEWS)[number] }) {
  if (view === "policies") return <PolicyList policies={data.policies} />;
  const bundles = view === "packs" ? data.packs : data.starters;
  return (
    <div className="pane min-h-0 flex-1">
      <p className="max-w-[72ch] px-4 pt-5 pb-2 text-ink-2 tablet:px-6">
        {view === "packs"
          ? "The evidence that policies provide per control. No pack makes an organisation compliant; each lists what it does not cover."
          : "Policies with settings for one kind of agent. Install a starter, review the drafts, and publish them."}
      </p>
      <ul>
        {bundles.map((bundle) => (
          <BundleRow key={bundle.name} bundle={bundle} states={data.policies} />
        ))}
      </ul>
    </div>
  );
}
