import clsx from "clsx";
import { initials } from "#lib/format/text.ts";

/** The round mark of a person. */
export function PersonMark({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size }}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center rounded-full bg-ink/12 font-medium text-ink-2 uppercase",
        size > 24 ? "text-[11px]" : "text-[10px]",
      )}
    >
      {initials(name)}
    </span>
  );
}

/** The square mark of an agent. */
export function AgentMark({ name, size = 18 }: { name: string; size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size }}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center rounded-chip border border-line-strong bg-sunken font-mono font-medium text-ink-2 lowercase",
        size > 20 ? "text-[11px]" : "text-[8.5px]",
      )}
    >
      {initials(name)}
    </span>
  );
}

/** The mark and the name of an agent in a table. */
export function AgentName({ name }: { name: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <AgentMark name={name} size={20} />
      <span className="max-w-44 truncate" title={name}>
        {name}
      </span>
    </span>
  );
}
