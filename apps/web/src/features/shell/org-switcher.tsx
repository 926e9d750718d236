"use client";

import clsx from "clsx";
import { ChevronsUpDown, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { LogoMark } from "#components/ui/logo.tsx";
import { MenuChoices, MenuContent, MenuItem, MenuRoot, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import { ROLE } from "#features/settings/role-words.ts";
import { enterOrganisation } from "#lib/session/enter.ts";
import { useMe } from "#lib/session/session-context.tsx";

/** Switches to another organisation and reloads the console, because all data on screen belongs to the previous one. */
async function switchTo(orgId: string): Promise<void> {
  const failure = await enterOrganisation(orgId);
  if (!failure) return;
  if (failure.kind === "refused" && failure.code === "UNAUTHENTICATED") return window.location.reload();
  const why =
    failure.kind === "refused" ? "You are no longer a member of that organisation." : "The API cannot be reached. Try again in a moment.";
  toast("The organisation was not switched", {
    description: why,
    icon: <GateMark state="deny" />,
    duration: Number.POSITIVE_INFINITY,
  });
}

/** The organisation at the top of the sidebar. It is a menu if there is another organisation, or if one can be created. */
export function OrgSwitcher() {
  const { orgName, organisations, canCreateOrganisation } = useMe();
  const head = (
    <>
      <LogoMark size={26} />
      <span className="hidden min-w-0 flex-1 text-left desk:block">
        <span className="block truncate text-[13px] leading-4 font-semibold">{orgName}</span>
      </span>
    </>
  );
  const style = "flex h-[62px] w-full shrink-0 items-center justify-center gap-2.5 desk:justify-start desk:px-4";
  if (organisations.length < 2 && !canCreateOrganisation) return <div className={style}>{head}</div>;
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`${orgName}. Switch organisation`}
        className={clsx(style, "quick hover:bg-ink/4 focus-visible:-outline-offset-2")}
      >
        {head}
        <ChevronsUpDown size={15} strokeWidth={1.75} aria-hidden="true" className="hidden shrink-0 text-ink-3 desk:block" />
      </MenuTrigger>
      <MenuContent>
        <Organisations />
      </MenuContent>
    </MenuRoot>
  );
}

/** Menu items for the organisations of the signed-in person. */
export function Organisations() {
  const { orgId, organisations, canCreateOrganisation } = useMe();
  const router = useRouter();
  return (
    <>
      <MenuChoices
        label="Organisations"
        value={orgId}
        options={organisations.map(({ org_id, org_name, role }) => ({
          value: org_id,
          text: (
            <span className="flex min-w-0 flex-1 items-baseline justify-between gap-4">
              <span className="max-w-48 truncate">{org_name}</span>
              <span className="text-small text-ink-3">{ROLE[role].name}</span>
            </span>
          ),
        }))}
        onChange={(next) => next !== orgId && void switchTo(next)}
      />
      {canCreateOrganisation && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />} onSelect={() => router.push("/sign-up")}>
            Create organisation
          </MenuItem>
        </>
      )}
    </>
  );
}
