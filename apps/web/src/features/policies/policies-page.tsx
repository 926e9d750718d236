"use client";

import { Library } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NewLink } from "#components/ui/new-link.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { PolicyFilterBar } from "./policy-filter-bar.tsx";
import { PolicyTable } from "./policy-table.tsx";
import { UnreadablePolicies } from "./unreadable-policies.tsx";
import { type PolicyFilters, usePolicies, usePolicyFilters } from "./use-policies.ts";
import { WaitingReviews } from "./waiting-reviews.tsx";

/** What decides in this organisation, and what is drafted. */
export function PoliciesPage() {
  const { role } = useMe();
  const [filters, setFilters] = usePolicyFilters();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePolicies(filters);
  const policies = (data?.pages ?? []).flatMap((page) => page.data);
  const narrowed = countFilters(filters);
  const mayDraft = may(role, "policies:write");
  const router = useRouter();
  useKeys({ n: () => mayDraft && router.push("/policies/new") });
  const count = data ? `${plural(policies.length, "policy", "policies")}${hasNextPage ? " and more" : ""}` : "";
  return (
    <section aria-label="Policies" className="flex min-h-0 flex-1 flex-col">
      <TopBarPart>
        <div className="ml-auto flex gap-2">
          <LinkButton href="/policies/library" size="bar">
            <Library size={15} strokeWidth={1.75} aria-hidden="true" />
            <span className="max-desk:sr-only">Library</span>
          </LinkButton>
          {mayDraft && <NewLink href="/policies/new">New policy</NewLink>}
        </div>
      </TopBarPart>
      <PolicyFilterBar count={count} />
      <UnreadablePolicies policies={policies} />
      <WaitingReviews />
      {isPending && <ListSkeleton />}
      {!data && error && (
        <Notice>
          <Failed title="Policies did not load" stillWorks="They still decide." error={error} onRetry={() => void refetch()} />
        </Notice>
      )}
      {data && policies.length === 0 && (
        <Notice>
          {narrowed > 0 ? (
            <Empty
              title={`No policies match ${plural(narrowed, "filter", "filters")}`}
              action={
                <Button size="table" onClick={() => void setFilters(null)}>
                  Clear
                </Button>
              }
            />
          ) : (
            <Empty
              title="No policies yet, so every action is denied"
              action={
                mayDraft && (
                  <span className="flex gap-4 text-[13px] font-medium text-accent-text">
                    <Link href="/policies/library?view=starters" className="hover:underline">
                      Install a starter
                    </Link>
                    <Link href="/policies/new" className="hover:underline">
                      Write the first policy
                    </Link>
                  </span>
                )
              }
            />
          )}
        </Notice>
      )}
      {policies.length > 0 && (
        <div className="pane min-h-0 flex-1">
          <PolicyTable policies={policies} />
          {hasNextPage && (
            <div className="p-4 pl-6">
              <Button
                size="table"
                blocked={isFetchingNextPage ? "More policies are on their way." : null}
                onClick={() => void fetchNextPage()}
              >
                Load more
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function countFilters({ q, mode, effect, status }: PolicyFilters): number {
  return [q !== "", mode, effect, status].filter(Boolean).length;
}

const SKELETON_ROWS = [...Array(8).keys()];

function ListSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex-1 overflow-hidden pt-8">
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="flex h-[52px] items-center gap-8 border-b px-6">
          <Bone className="h-3 w-44" />
          <Bone className="h-3 w-28" />
          <Bone className="h-3 w-20" />
          <Bone className="ml-auto h-3 w-24" />
        </div>
      ))}
    </div>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5 tablet:px-6">{children}</div>;
}
