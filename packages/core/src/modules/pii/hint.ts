import type { Hint } from "./types.ts";

const HINTS: readonly (readonly [RegExp, Hint])[] = [
  [/passport|travel_?document/i, "passport"],
  [/ssn|social_?security/i, "us_ssn"],
  [
    /phone|mobile|\btel\b|telephone|\bfax\b|whatsapp|cell_?(?:no|num)|msisdn|(?:^|[ _.])(?:to|from|caller|callback|contact)_?(?:number|no|num)$/i,
    "phone",
  ],
  [/\bdob\b|birth_?da(?:te|y)|date_?of_?birth|born_?on|\bbday\b|(?:^|[ _.])born$/i, "date_of_birth"],
  [/e_?mail|url|host|domain|subject|mac_?address|ip_?addr|wallet|contract_?address/i, "none"],
  [/street|postal_?address|home_?address|mailing_?address|shipping_?address|billing_?address|address_?(?:line|1|2)|^address$/i, "address"],
  [
    /(?:order|invoice|ticket|tracking|shipment|parcel|trace|request|transaction|sku|ean|upc|isbn)(?:_?(?:id|no|nr|number))?s?$|(?:^|[ _.])(?:id|ref|reference|seq|sequence|batch|serial|offset)s?$/i,
    "reference",
  ],
  [/version|semver|build|revision|release/i, "version"],
];

let latest: { readonly name: string; readonly hint: Hint } = { name: "", hint: "none" };

/** What the name of a text says about its value. The items of a list share one. */
export function hintOf(name: string): Hint {
  if (latest.name !== name) latest = { name, hint: readHint(name) };
  return latest.hint;
}

function readHint(name: string): Hint {
  const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").replaceAll("-", "_");
  return HINTS.find(([pattern]) => pattern.test(words) || pattern.test(words.replaceAll("_", " ")))?.[1] ?? "none";
}
