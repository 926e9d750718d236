import { Search } from "lucide-react";

/** A text field that filters a list. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="quick flex h-[26px] w-40 shrink-0 items-center gap-1.5 rounded-control border border-line-control px-2 focus-within:outline-2 focus-within:outline-accent-text tablet:w-56">
      <Search size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="sr-only">{label}</span>
      <input
        type="search"
        value={value}
        maxLength={128}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        className="min-w-0 flex-1 bg-transparent text-label outline-none"
      />
    </label>
  );
}
