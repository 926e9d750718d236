"use client";

import { BookOpen, LogOut, Settings2 } from "lucide-react";
import { useTheme } from "next-themes";
import { PersonMark } from "#components/ui/identity.tsx";
import { MenuChoices, MenuContent, MenuItem, MenuRoot, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import { ROLE } from "#features/settings/role-words.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { unsubscribeBrowser } from "#lib/push/browser-push.ts";
import { endSession } from "#lib/session/enter.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Organisations } from "./org-switcher.tsx";
import { SETTINGS } from "./pages.ts";

const THEMES = [
  { value: "system", text: "System" },
  { value: "light", text: "Light" },
  { value: "dark", text: "Dark" },
] as const;

/** Signs out, also from push messages in this browser, and opens the sign-in page. */
export async function leave(): Promise<void> {
  await unsubscribeBrowser().catch((error) => console.error("Push messages were not turned off in this browser.", error));
  await endSession();
  window.location.assign("/sign-in?reason=left");
}

/** Opens the API reference through the console, so that requests made there use the current session. */
function openReference(): void {
  window.open("/api/v1/docs", "_blank", "noopener");
}

/** The account menu: person, theme, settings, sign out. `full` is a row, `mark` only the person's mark, `tab` an item of the bottom bar. */
export function UserMenu({ as }: { as: "full" | "mark" | "tab" }) {
  const me = useMe();
  const openPage = useOpenPage();
  const { theme, setTheme } = useTheme();
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`${me.user.name}, ${ROLE[me.role].name}. Account and theme`}
        className={
          as === "full"
            ? "quick flex h-[45px] w-full items-center gap-2.5 px-5 text-left hover:bg-ink/6 focus-visible:-outline-offset-2"
            : as === "mark"
              ? "flex h-12 w-full items-center justify-center focus-visible:-outline-offset-2"
              : "flex flex-1 flex-col items-center justify-center gap-1 text-[11px] leading-4 text-ink-2 focus-visible:-outline-offset-2"
        }
      >
        <PersonMark name={me.user.name} size={22} />
        {as === "full" && (
          <>
            <span className="min-w-0 flex-1 truncate text-[13px] leading-5 font-medium">{me.user.name}</span>
            <span className="text-small text-ink-3">{ROLE[me.role].name}</span>
          </>
        )}
        {as === "tab" && "You"}
      </MenuTrigger>
      <MenuContent side="top" align={as === "tab" ? "end" : "start"}>
        <div className="px-2 pt-1.5 pb-1">
          <p className="text-[13px] leading-5 font-medium">{me.user.name}</p>
          <p className="text-label text-ink-3">{me.user.email}</p>
        </div>
        <MenuSeparator />
        {as === "tab" && (me.organisations.length > 1 || me.canCreateOrganisation) && (
          <>
            <Organisations />
            <MenuSeparator />
          </>
        )}
        <MenuChoices label="Theme" value={theme ?? "system"} options={THEMES} onChange={setTheme} />
        <MenuSeparator />
        <MenuItem icon={<Settings2 size={14} strokeWidth={1.75} aria-hidden="true" />} onSelect={() => openPage(SETTINGS.href)}>
          Settings
        </MenuItem>
        <MenuItem icon={<BookOpen size={14} strokeWidth={1.75} aria-hidden="true" />} onSelect={openReference}>
          API reference
        </MenuItem>
        <MenuItem icon={<LogOut size={14} strokeWidth={1.75} aria-hidden="true" />} onSelect={() => void leave()}>
          Sign out
        </MenuItem>
      </MenuContent>
    </MenuRoot>
  );
}
