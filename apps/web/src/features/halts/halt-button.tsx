import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

/** Opens the halt dialog from the top bar. */
export function HaltButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="table" look="deny" onClick={onClick}>
      Halt <Kbd>H</Kbd>
    </Button>
  );
}
