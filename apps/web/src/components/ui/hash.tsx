import { CopyButton } from "./copy-button.tsx";
import { Tooltip } from "./tooltip.tsx";

/** A hash, abbreviated on screen and complete in the tooltip, the clipboard and for screen readers. */
export function Hash({ value, label, copy = true }: { value: string; label: string; copy?: boolean }) {
  const text = (
    <span className="font-mono text-code whitespace-nowrap text-ink-3">
      <span aria-hidden="true">
        <span className="font-semibold text-ink">{value.slice(0, 4)}</span>
        {value.slice(4, 8)}…{value.slice(-4)}
      </span>
      <span className="sr-only">
        {label} {value}
      </span>
    </span>
  );
  if (!copy) return text;
  return (
    <span className="inline-flex items-center">
      <Tooltip text={<span className="font-mono break-all">{value}</span>}>{text}</Tooltip>
      <CopyButton value={value} label={label} />
    </span>
  );
}
