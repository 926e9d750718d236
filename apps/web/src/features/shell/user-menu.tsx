"use client";

import { BookOpen, LogOut, Settings2 } from "lucide-react";
import { useTheme } from "next-themes";
import { PersonMark } from "#components/ui/identity.tsx";
import { MenuChoices, MenuContent, MenuItem, MenuLine, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { ROLE } from "#features/settings/role-words.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { forget } from "#lib/session/enter.ts";
import { Organisations } from "./org-switcher.tsx";
import { SETTINGS } from "./pages.ts";
import { useMe } from "./session-context.tsx";

const THEMES = [
  { value: "system", text: "As the system" },
  { value: "light", text: "Light" },
  { value: "dark", text: "Dark" },
] as const;

/** Signs out and says so. */
export async function leave(): Promise<void> {
  await forget();
  window.location.assign("/sign-in?reason=left");
}

/** The API serves it; the console passes it on, so that what is tried there is tried as whoever is signed in. */
function openReference(): void {
  window.open("/api/v1/docs", "_blank", "noopener");
}

/** Who is signed in, the theme and the way out. `full`: a row; `mark`: only the person's mark; `tab`: one of the bottom bar. */
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
        <MenuLine />
        {as === "tab" && (me.organisations.length > 1 || me.mayMakeOrganisation) && (
          <>
            <Organisations />
            <MenuLine />
          </>
        )}
        <MenuChoices label="Theme" value={theme ?? "system"} options={THEMES} onChange={setTheme} />
        <MenuLine />
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
