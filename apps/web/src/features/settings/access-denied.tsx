"use client";

import { Empty } from "#components/ui/empty.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useMe } from "#lib/session/session-context.tsx";
import { ROLE } from "./role-words.ts";

/** Replaces a settings page that the role cannot open. */
export function AccessDenied({ page }: { page: string }) {
  const { role } = useMe();
  return (
    <div className="p-5 tablet:px-6">
      <Empty
        title={`${page} are for owners and admins`}
        action={<LinkButton href="/settings/organisation">Open organisation settings</LinkButton>}
      >
        Your role is {ROLE[role].name}. Ask an owner or admin.
      </Empty>
    </div>
  );
}
