"use client";

import { type Member, ROLES } from "@agentlattice/contract";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { FilterMenu } from "#components/list/filter-menu.tsx";
import { ListNotice } from "#components/list/list-notice.tsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { SearchField } from "#components/list/search-field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { Loaded } from "./loaded.tsx";
import { MemberTable } from "./member-table.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsHead } from "./settings-head.tsx";
import { useMembers } from "./use-people.ts";

/** Who belongs to the organisation, and with which role. */
export function MembersPage() {
  const members = useMembers();
  const { role } = useMe();
  return (
    <>
      <SettingsHead
        title="Members"
        action={
          may(role, "members:write") ? (
            <LinkButton href="/settings/invitations?open=invite" look="primary" size="page">
              Invite a person
            </LinkButton>
          ) : undefined
        }
      >
        A role counts from the next request on. Roles never imply each other in a policy's list of approvers.
      </SettingsHead>
      <Loaded asked={members} failed="Members did not load" stillWorks="Everybody keeps their role.">
        {(data) => (
          <>
            <Found members={data} complete={!members.hasNextPage} />
            <LoadMore list={members} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Found({ members, complete }: { members: readonly Member[]; complete: boolean }) {
  const [filters, setFilters] = useQueryStates({ q: parseAsString.withDefault(""), role: parseAsStringLiteral(ROLES) });
  const { q, role } = filters;
  const words = q.trim().toLowerCase();
  const shown = members.filter(
    (member) => (role === null || member.role === role) && `${member.name} ${member.email}`.toLowerCase().includes(words),
  );
  const narrowed = [words, role].filter(Boolean).length;
  const owners = complete ? members.filter((member) => member.role === "owner").length : null;
  return (
    <>
      <FilterBar count={`${plural(shown.length, "member", "members")}${complete ? "" : " so far"}`}>
        <SearchField
          label="Search members"
          placeholder="Name or e-mail"
          value={q}
          onChange={(text) => void setFilters({ q: text || null })}
        />
        <FilterMenu
          label="Role"
          value={role}
          text={role && ROLE[role].name}
          options={ROLES.map((value) => ({ value, text: ROLE[value].name }))}
          onChange={(next) => void setFilters({ role: next })}
        />
      </FilterBar>
      {shown.length > 0 ? (
        <MemberTable members={shown} owners={owners} />
      ) : (
        <ListNotice>
          <NoMatch of="members" filters={narrowed} onClear={() => void setFilters(null)} />
        </ListNotice>
      )}
    </>
  );
}
