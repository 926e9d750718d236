import { CircleX } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";

/** Opens the halt dialog from the top bar. @param hasKey true unless H halts the open agent instead */
export function HaltButton({ hasKey = true, onClick }: { hasKey?: boolean; onClick: () => void }) {
  return (
    <Button size="table" variant="deny" className="h-7 max-desk:h-9" onClick={onClick}>
      <CircleX size={15} strokeWidth={1.75} aria-hidden="true" className="max-tablet:hidden" />
      Halt
      {hasKey && (
        <span className="max-desk:hidden">
          <KeyHint>H</KeyHint>
        </span>
      )}
    </Button>
  );
}
