import type { Webhook } from "@agentlattice/contract";
import clsx from "clsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { addressOf, scopeOf, stateOf } from "./delivery-words.ts";
import { KINDS } from "./endpoint-kinds.ts";

/** The endpoints, newest first. Selecting one shows its deliveries. */
export function EndpointList({
  endpoints,
  selected,
  onSelect,
}: {
  endpoints: readonly Webhook[];
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  return (
    <ul className="border-t">
      {endpoints.map((endpoint) => {
        const state = stateOf(endpoint);
        const isSelected = endpoint.id === selected;
        return (
          <li key={endpoint.id} className="border-b">
            <button
              type="button"
              aria-current={isSelected ? "true" : undefined}
              onClick={() => onSelect(endpoint.id)}
              className={clsx(
                "quick flex w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-left focus-visible:-outline-offset-2 tablet:px-6",
                isSelected ? "bg-accent-wash" : "hover:bg-hover",
              )}
            >
              <span className="min-w-0 flex-1 basis-60">
                <span className="block truncate font-medium">
                  {endpoint.name}
                  <span className="ml-2 font-normal text-label text-ink-2">{KINDS[endpoint.kind].text}</span>
                </span>
                <span className="block truncate font-mono text-small text-ink-2">{addressOf(endpoint)}</span>
                <span className="block truncate text-label text-ink-2">{scopeOf(endpoint)}</span>
              </span>
              <span className={clsx("flex shrink-0 items-center gap-2 text-label", state.mark === "deny" ? "text-deny" : "text-ink-2")}>
                <GateMark state={state.mark} size={13} />
                {state.text}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
