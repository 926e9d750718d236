import { ButtonFace, type ButtonProps } from "./button-face.tsx";
import { Tooltip } from "./tooltip.tsx";

/** A button that shows the reason while it is disabled. */
export function Button(props: ButtonProps) {
  const button = <ButtonFace {...props} />;
  return props.blocked ? <Tooltip text={props.blocked}>{button}</Tooltip> : button;
}
