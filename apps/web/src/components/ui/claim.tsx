import { UntrustedInline } from "./untrusted.tsx";

/** One line that rests on what the agent sent. Dashed, as everything is that nobody has checked. */
export function Claim({ text }: { text: string }) {
  return (
    <span title="From what the agent sent, not checked" className="underline decoration-line-strong decoration-dashed underline-offset-4">
      <span className="sr-only">Agent's claim: </span>
      <UntrustedInline text={text} />
    </span>
  );
}
