"use client";

import clsx from "clsx";
import { ToggleGroup } from "radix-ui";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { modeIn, withMode } from "./mode-in-yaml.ts";
import { MODES } from "./use-policies.ts";
import { MODE } from "./words.ts";

/** Switches the mode of the policy by editing its text. */
export function ModeSwitch({ text, readOnly, onChange }: { text: string; readOnly: boolean; onChange: (text: string) => void }) {
  const mode = modeIn(text);
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Mode"
      value={mode ?? ""}
      disabled={readOnly || mode === null}
      onValueChange={(next) => next && onChange(withMode(text, next as (typeof MODES)[number]))}
      className="flex shrink-0 overflow-hidden rounded-control border border-line-strong"
    >
      {MODES.map((one) => (
        <Tooltip key={one} text={MODE[one].meaning} side="bottom">
          <ToggleGroup.Item
            value={one}
            className={clsx(
              "quick h-[26px] border-r border-line-strong px-2.5 text-label last:border-r-0 focus-visible:-outline-offset-2",
              one === mode ? "bg-hover font-medium text-ink" : "text-ink-2 enabled:hover:bg-hover",
            )}
          >
            {MODE[one].word}
          </ToggleGroup.Item>
        </Tooltip>
      ))}
    </ToggleGroup.Root>
  );
}
