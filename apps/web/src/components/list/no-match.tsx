"use client";

import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useChooseEnvironment, useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";

/** Filters, and the environment of the console, leave nothing of a list, and can be taken away. */
export function NoMatch({ of, filters = 0, onClear }: { of: string; filters?: number; onClear?: () => void }) {
  const environment = useEnvironment();
  const choose = useChooseEnvironment();
  const count = filters + (environment === null ? 0 : 1);
  const clear = () => {
    onClear?.();
    choose(null);
  };
  return (
    <Empty
      title={`No ${of} match ${plural(count, "filter", "filters")}`}
      action={
        <Button size="table" onClick={clear}>
          Clear
        </Button>
      }
    />
  );
}
