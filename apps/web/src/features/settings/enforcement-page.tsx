"use client";
import { useOp } from "#lib/api/use-op.ts";
import { EnforcementForm } from "./enforcement-form.tsx";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";

/** What decides beside the policies: how strictly each environment holds to them, what happens where none applies, planning only. */
export function EnforcementPage() {
  const settings = useOp("getPolicySettings", {});
  return (
    <Loaded asked={settings} failed="The settings did not load" stillWorks="What they say stays in force.">
      {(data) => (
        <>
          <SettingsHead title="Enforcement">
            What decides beside the policies. It is signed into manifest {data.epoch}, and a change takes effect with the next decision.
          </SettingsHead>
          <EnforcementForm key={data.epoch} settings={data} />
        </>
      )}
    </Loaded>
  );
}
