"use client";

import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useChooseEnvironment } from "#lib/environment/environment-provider.tsx";
import { plural } from "#lib/format/text.ts";

/** Empty state of a filtered list, with a button that clears the filters and the selected environment. */
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
