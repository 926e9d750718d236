import { CircleX } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";

/** Opens the halt dialog from the top bar. */
export function HaltButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="table" look="deny" className="h-7 max-desk:h-9" onClick={onClick}>
      <CircleX size={15} strokeWidth={1.75} aria-hidden="true" className="max-tablet:hidden" />
      Halt
      <span className="max-desk:hidden">
        <KeyHint>H</KeyHint>
      </span>
    </Button>
  );
}
