"use client";

import { type Member, ROLES } from "@agentlattice/contract";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { ListNotice } from "#components/list/list-notice.tsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { SearchField } from "#components/list/search-field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { plural } from "#lib/format/text.ts";
import { TYPING, useView } from "#lib/navigation/use-view.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Loaded } from "./loaded.tsx";
import { MemberTable } from "./member-table.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsHead } from "./settings-head.tsx";
import { useMembers } from "./use-people.ts";

/** The members of the organisation with their roles. */
export function MembersPage() {
  const members = useMembers();
  const { you } = useMe();
  return (
    <>
      <SettingsHead
        title="Members"
        action={
          may(you, "members:write") ? (
            <LinkButton href="/settings/invitations?open=invite" variant="primary" size="page">
              Invite person
            </LinkButton>
          ) : undefined
        }
      >
        A role applies from the next request. In a policy's list of approvers no role includes another.
      </SettingsHead>
      <Loaded query={members} failed="Members did not load" stillWorks="All roles are unchanged.">
        {(data) => (
          <>
            <FilteredMembers members={data} complete={!members.hasNextPage} />
            <LoadMore list={members} />
          </>
        )}
      </Loaded>
    </>
  );
}

function FilteredMembers({ members, complete }: { members: readonly Member[]; complete: boolean }) {
  const [filters, setFilters] = useView({ q: parseAsString.withDefault(""), role: parseAsStringLiteral(ROLES) });
  const { q, role } = filters;
  const search = q.trim().toLowerCase();
  const shown = members.filter(
    (member) => (role === null || member.role === role) && `${member.name} ${member.email}`.toLowerCase().includes(search),
  );
  const filterCount = [search, role].filter(Boolean).length;
  return (
    <>
      <FilterBar
        count={`${plural(shown.length, "member", "members")}${complete ? "" : " loaded"}`}
        active={role ? 1 : 0}
        primary={
          <SearchField
            label="Search members"
            placeholder="Name or email"
            value={q}
            onChange={(text) => void setFilters({ q: text || null }, TYPING)}
          />
        }
      >
        <FilterMenu
          label="Role"
          value={role}
          options={ROLES.map((value) => ({ value, text: ROLE[value].name }))}
          onChange={(next) => void setFilters({ role: next })}
        />
      </FilterBar>
      {shown.length > 0 ? (
        <MemberTable members={shown} />
      ) : (
        <ListNotice>
          <NoMatch of="members" filters={filterCount} onClear={() => void setFilters(null)} />
        </ListNotice>
      )}
    </>
  );
}
