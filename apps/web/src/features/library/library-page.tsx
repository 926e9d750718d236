"use client";

import type { LibraryList } from "@agentlattice/contract";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { TabBar } from "#features/policies/tab-bar.tsx";
import { BundleRow } from "./bundle-row.tsx";
import { LibraryTrail } from "./library-trail.tsx";
import { PolicyList } from "./policy-list.tsx";
import { useLibrary } from "./use-library.ts";

const VIEWS = ["policies", "packs", "starters"] as const;

/** Policies that are ready to be installed, what they give evidence for, and bundles of them. */
export function LibraryPage() {
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("policies"));
  const { data, error, refetch } = useLibrary();
  const tabs = [
    { value: "policies", name: "Policies", ...(data && { count: String(data.policies.length) }) },
    { value: "packs", name: "Compliance packs", ...(data && { count: String(data.packs.length) }) },
    { value: "starters", name: "Starters", ...(data && { count: String(data.starters.length) }) },
  ] as const;
  return (
    <section aria-label="Policy library" className="flex min-h-0 flex-1 flex-col">
      <LibraryTrail />
      <TabBar label="Parts of the library" tabs={tabs} value={view} onChange={(next) => void setView(next)} />
      {data && <Shown data={data} view={view} />}
      {!data && error && (
        <ListNotice>
          <Failed title="The library did not load" stillWorks="Policies still decide." error={error} onRetry={() => void refetch()} />
        </ListNotice>
      )}
      {!data && !error && <ListSkeleton rows={7} row="h-16" bones={["h-3 w-56", "ml-auto h-3 w-24"]} className="pt-6" />}
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
          ? "What policies give evidence for, control by control. No pack makes an organisation compliant: each says what it leaves uncovered."
          : "Policies for one kind of agent, with settings of their own. Install one, look at the drafts, and put them in force."}
      </p>
      <ul>
        {bundles.map((bundle) => (
          <BundleRow key={bundle.name} bundle={bundle} states={data.policies} />
        ))}
      </ul>
    </div>
  );
}
