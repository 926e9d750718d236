"use client";

import type { Grant } from "@agentlattice/contract";
import { X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { ApprovalParts } from "#features/approvals/approval-parts.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural, shortId } from "#lib/format/text.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { GrantTable } from "./grant-table.tsx";
import { STATUSES, useGrants, useGrantView } from "./use-grants.ts";

const RevokeGrantDialog = dynamic(() => import("./revoke-grant-dialog.tsx").then((module) => module.RevokeGrantDialog), { ssr: false });

const STATUS_NAMES = { active: "Active", all: "All" } as const;
const SKELETON = (
  <ListSkeleton rows={6} row="h-[64px]" bars={["size-[22px]", "h-3 w-36", "h-3 w-28", "ml-auto h-3 w-24"]} className="pt-8" />
);

/** The standing grants of the organisation. */
export function GrantsPage() {
  const [view, setView] = useGrantView();
  const { can } = useMe();
  const list = useGrants(view);
  const [revoking, setRevoking] = useState<Grant | null>(null);
  const grants = itemsOf(list);
  return (
    <section aria-label="Grants" className="flex min-h-0 flex-1 flex-col">
      <ApprovalParts current="grants" />
      <FilterBar
        count={countOf(list, plural(grants.length, "grant", "grants"))}
        primary={
          view.grant === null ? (
            <Segmented
              label="Show"
              value={view.status}
              options={STATUSES.map((value) => ({ value, text: STATUS_NAMES[value] }))}
              onChange={(status) => void setView({ status })}
            />
          ) : (
            <Chip state="active" aria-label="Show all grants" onClick={() => void setView({ grant: null, status: "all" })}>
              Grant {shortId(view.grant)} <X size={11} aria-hidden="true" />
            </Chip>
          )
        }
      />
      <ListBody
        list={list}
        failed="Grants did not load"
        stillWorks="Active grants still apply, and pending requests can be decided."
        more="Load older"
        skeleton={SKELETON}
        empty={<NoGrants />}
      >
        <GrantTable grants={grants} onRevoke={can.decide ? setRevoking : null} />
      </ListBody>
      {grants.length === 0 && <LoadMore list={list} text="Load older" />}
      {revoking && <RevokeGrantDialog grant={revoking} onClose={() => setRevoking(null)} />}
    </section>
  );
}

function NoGrants() {
  const [view, setView] = useGrantView();
  const environment = useEnvironment();
  const showAll = () => void setView({ grant: null, status: "all" });
  if (view.grant !== null) return <NoMatch of="grants" filters={1} onClear={showAll} />;
  if (environment !== null) return <NoMatch of="grants" onClear={showAll} />;
  return (
    <Empty
      title={view.status === "active" ? "No active grants" : "No grants yet"}
      action={
        view.status === "active" && (
          <Button size="table" onClick={showAll}>
            Show all grants
          </Button>
        )
      }
    >
      Where a policy allows it, an approval can also allow similar requests for a limited time.
    </Empty>
  );
}
