"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { usePages } from "#lib/api/use-op.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { LogKeyTable } from "./log-key-table.tsx";

const RotateLogKeyDialog = dynamic(() => import("./rotate-log-key-dialog.tsx").then((module) => module.RotateLogKeyDialog), { ssr: false });

/** The keys that sign or signed the ledger, and the rotation of the current one. */
export function LogKeysPage() {
  const { you } = useMe();
  const list = usePages("listLogKeys", { query: { limit: 50 } });
  const [isRotating, setIsRotating] = useState(false);
  const keys = list.data && itemsOf(list);
  const current = keys?.[0];
  const blocked = may(you, "ledger_keys:rotate") ? (current ? null : "The keys are loading.") : "Only an owner can rotate the log key.";
  return (
    <>
      <SettingsHead
        title="Log keys"
        action={
          <Button blocked={blocked} onClick={() => setIsRotating(true)}>
            Rotate key
          </Button>
        }
      >
        The key that signs the heads of your ledger, and the keys before it. Whoever verifies with an earlier key can keep it, because each
        head carries the chain of rotations.{" "}
        <a href="/api/v1/docs#tag/audit" target="_blank" rel="noopener" className="text-accent-text underline">
          API reference
        </a>
      </SettingsHead>
      <Loaded query={{ ...list, data: keys }} failed="The log keys did not load" stillWorks="The ledger is still signed.">
        {(data) => (
          <>
            <LogKeyTable keys={data} />
            <LoadMore list={list} text="Load older" />
          </>
        )}
      </Loaded>
      {isRotating && current && <RotateLogKeyDialog current={current} onClose={() => setIsRotating(false)} />}
    </>
  );
}
