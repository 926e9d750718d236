import { UntrustedInline } from "./untrusted.tsx";

/** One line of text that comes from the agent. Dashed, as all unchecked content is. */
export function Claim({ text }: { text: string }) {
  return (
    <span title="Sent by the agent, not verified" className="underline decoration-line-strong decoration-dashed underline-offset-4">
      <span className="sr-only">Agent's claim: </span>
      <UntrustedInline text={text} />
    </span>
  );
}
