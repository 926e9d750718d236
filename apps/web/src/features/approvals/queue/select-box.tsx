import { useEffect, useRef } from "react";

interface SelectBoxProps {
  label: string;
  checked: boolean | "mixed";
  /** Reason why the box cannot be changed. */
  blocked: string | null;
  /** `isRange` is true when Shift was held. */
  onChange: (isRange: boolean) => void;
}

/** The checkbox of a row. Its label is the area around it, so that it is easy to touch. */
export function SelectBox({ label, checked, blocked, onChange }: SelectBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = checked === "mixed";
  }, [checked]);
  return (
    <label
      title={blocked ?? undefined}
      className="flex w-10 shrink-0 cursor-pointer justify-center pt-3.5 has-[:disabled]:cursor-not-allowed"
    >
      <span className="sr-only">{label}</span>
      <input
        ref={box}
        type="checkbox"
        checked={checked === true}
        disabled={blocked !== null}
        onChange={({ nativeEvent }) => onChange(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
        className="size-4 accent-accent"
      />
    </label>
  );
}
