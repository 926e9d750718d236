"use client";

import { type Member, ROLES } from "@agentlattice/contract";
import { Search } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { plural } from "#lib/format/text.ts";
import { Loaded, LoadMore } from "./list-states.tsx";
import { MemberTable } from "./member-table.tsx";
import { ROLE } from "./role-words.ts";
import { SettingsHead } from "./settings-head.tsx";
import { useMembers } from "./use-people.ts";

/** Who belongs to the organisation, and with which role. */
export function MembersPage() {
  const members = useMembers();
  return (
    <>
      <SettingsHead
        title="Members"
        action={
          <LinkButton href="/settings/invitations?open=invite" look="primary" size="page">
            Invite a person
          </LinkButton>
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

const ANY = "";

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
      <div className="flex h-12 items-center gap-2 overflow-x-auto border-y px-4 tablet:px-6">
        <label className="quick flex h-[26px] w-40 shrink-0 items-center gap-1.5 rounded-control border border-line-control px-2 focus-within:outline-2 focus-within:outline-accent-text tablet:w-56">
          <Search size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
          <span className="sr-only">Search members</span>
          <input
            type="search"
            value={q}
            maxLength={128}
            placeholder="Name or e-mail"
            onChange={(event) => void setFilters({ q: event.target.value || null })}
            className="min-w-0 flex-1 bg-transparent text-label outline-none"
          />
        </label>
        <MenuRoot>
          <MenuTrigger asChild>
            <Chip state={role === null ? "plain" : "active"}>
              Role {role === null ? <span className="text-ink">any</span> : <span>{ROLE[role].name}</span>}
            </Chip>
          </MenuTrigger>
          <MenuContent>
            <MenuChoices
              label="Role"
              value={role ?? ANY}
              options={[{ value: ANY, text: "Any" }, ...ROLES.map((value) => ({ value, text: ROLE[value].name }))]}
              onChange={(next) => void setFilters({ role: ROLES.find((known) => known === next) ?? null })}
            />
          </MenuContent>
        </MenuRoot>
        <p role="status" className="tnum ml-auto pl-4 text-label whitespace-nowrap text-ink-3">
          {plural(shown.length, "member", "members")}
          {complete ? "" : " so far"}
        </p>
      </div>
      {shown.length > 0 ? (
        <MemberTable members={shown} owners={owners} />
      ) : (
        <div className="p-5 tablet:px-6">
          <Empty
            title={`No members match ${plural(narrowed, "filter", "filters")}`}
            action={
              <Button size="table" onClick={() => void setFilters(null)}>
                Clear
              </Button>
            }
          />
        </div>
      )}
    </>
  );
}
