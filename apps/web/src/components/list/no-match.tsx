import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { plural } from "#lib/format/text.ts";

/** Filters leave nothing of a list, and can be taken away. */
export function NoMatch({ of, filters, onClear }: { of: string; filters: number; onClear: () => void }) {
  return (
    <Empty
      title={`No ${of} match ${plural(filters, "filter", "filters")}`}
      action={
        <Button size="table" onClick={onClear}>
          Clear
        </Button>
      }
    />
  );
}
