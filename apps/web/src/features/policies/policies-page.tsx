"use client";

import { Library } from "lucide-react";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NewLink } from "#components/ui/new-link.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { useEnvironment, useOpenPage } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { PendingReviews } from "./pending-reviews.tsx";
import { PolicyFilterBar } from "./policy-filter-bar.tsx";
import { PolicyTable } from "./policy-table.tsx";
import { UnreadablePolicies } from "./unreadable-policies.tsx";
import { type PolicyFilters, usePolicies, usePolicyFilters } from "./use-policies.ts";

const SKELETON_BARS = ["h-3 w-44", "h-3 w-28", "h-3 w-20", "ml-auto h-3 w-24"];

/** The active policies and drafts of the organisation. */
export function PoliciesPage() {
  const { you } = useMe();
  const [filters, setFilters] = usePolicyFilters();
  const environment = useEnvironment();
  const list = usePolicies({ ...filters, environment });
  const policies = itemsOf(list);
  const filterCount = countFilters(filters);
  const mayDraft = may(you, "policies:write");
  const openPage = useOpenPage();
  useKeys({ n: () => mayDraft && openPage("/policies/new") });
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
      <PolicyFilterBar count={countOf(list, plural(policies.length, "policy", "policies"))} />
      <UnreadablePolicies policies={policies} />
      <PendingReviews />
      <ListBody
        list={list}
        failed="Policies did not load"
        stillWorks="The policies stay in effect."
        skeleton={<ListSkeleton rows={8} row="h-[52px]" bars={SKELETON_BARS} className="pt-8" />}
        empty={
          filterCount > 0 || environment !== null ? (
            <NoMatch of="policies" filters={filterCount} onClear={() => void setFilters(null)} />
          ) : (
            <Empty
              title="No policies yet. Every action is denied"
              action={
                mayDraft && (
                  <span className="flex gap-4 text-[13px] font-medium text-accent-text">
                    <Link href="/policies/library?view=starters" className="hover:underline">
                      Install a starter
                    </Link>
                    <Link href="/policies/new" className="hover:underline">
                      Create policy
                    </Link>
                  </span>
                )
              }
            />
          )
        }
      >
        <PolicyTable policies={policies} />
      </ListBody>
    </section>
  );
}

function countFilters({ q, mode, effect, status }: PolicyFilters): number {
  return [q !== "", mode, effect, status].filter(Boolean).length;
}
