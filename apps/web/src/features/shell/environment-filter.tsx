"use client";

import clsx from "clsx";
import { ChevronDown, Layers } from "lucide-react";
import { MenuChoices, MenuContent, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { ENVIRONMENT_NAME, ENVIRONMENTS, useEnvironment } from "#lib/environment/environment.tsx";
import { useChooseEnvironment } from "#lib/environment/environment-provider.tsx";

const ALL = "all";
const ALL_NAME = "All environments";
const OPTIONS = [{ value: ALL, text: ALL_NAME }, ...ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT_NAME[value] }))];

/**
 * Selects the environment for every page that supports it. The selection is in the URL, and links keep it.
 * `row` is for the sidebar; `chip` is for the top bar of phones, where `EnvironmentBar` names the selection.
 */
export function EnvironmentFilter({ as }: { as: "row" | "chip" }) {
  const environment = useEnvironment();
  const choose = useChooseEnvironment();
  const name = environment === null ? ALL_NAME : ENVIRONMENT_NAME[environment];
  const isSelected = environment !== null;
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`Environment: ${name}`}
        className={clsx(
          "quick flex items-center justify-center gap-2 rounded-control text-[13px] leading-5 focus-visible:-outline-offset-2",
          isSelected ? "bg-accent-wash text-accent-text" : "text-ink-2 hover:bg-ink/4 hover:text-ink",
          as === "row" ? "h-8 w-full desk:justify-start desk:px-2.5" : "h-9 min-w-9 px-2",
        )}
      >
        <Layers size={16} strokeWidth={1.6} aria-hidden="true" className="shrink-0" />
        {as === "row" && (
          <>
            <span className="hidden min-w-0 flex-1 truncate text-left desk:block">{name}</span>
            <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="hidden shrink-0 desk:block" />
          </>
        )}
      </MenuTrigger>
      <MenuContent>
        <MenuChoices
          label="Environment"
          value={environment ?? ALL}
          options={OPTIONS}
          onChange={(chosen) => choose(ENVIRONMENTS.find((environment) => environment === chosen) ?? null)}
        />
      </MenuContent>
    </MenuRoot>
  );
}

/** Names the selected environment on phones, where the control shows only an icon. */
export function EnvironmentBar() {
  const environment = useEnvironment();
  if (environment === null) return null;
  return (
    <p className="shrink-0 bg-accent-wash px-4 py-1.5 text-label text-accent-text tablet:hidden">{ENVIRONMENT_NAME[environment]} only</p>
  );
}
