import type { Hint } from "./types.ts";

/** Matches names of properties of a value: `phone_verified`, `passport_required`, `mobile_os`, `ssn_last4`. */
const ABOUT =
  /^(?:has|is|was|needs?|requires?|allows?|verify|show|hide|use|enable|max|min|(?:no|num|number|count) of) | (?:(?:verified|confirmed|validated|updated|changed|created|deleted|sent|delivered|issued|expires|expiry)(?: (?:at|on|by|date))?|verification|required|ok|enabled|disabled|allowed|valid|present|provided|status|state|type|kind|category|counts?|totals?|code|country|nationality|region|locale|format|length|size|hash|hashed|digest|masked|redacted|last ?4|at|(?<!birth )date|time|timestamp|expiration|authority|flag|consent|opt in|pattern|regex|mask|placeholder|prefix|suffix|ext|extension|provider|carrier|operator|model|os|platform|browser|version|policy|index|rank|score|amount|price|cost|rate|percent|pct|visits|views|clicks|users|sessions|minutes|seconds|usage|share|cases?|book|booth|store|app|apps)$/;

/** Patterns of names in lower case with one blank between words; the first match decides. */
const HINTS: readonly (readonly [RegExp, Hint])[] = [
  [ABOUT, "none"],
  [
    /passport|travel ?document|reisepass|passeport|pasaporte|passaport[eo]|paspoort|paszport|\bpass ?(?:nr|nummer)\b|паспорт|护照|護照|パスポート|旅券|여권/,
    "passport",
  ],
  [/\bssn|ssn\b|social ?security|sozialversicherung|segur(?:o|idad) ?social|securite ?sociale/, "us_ssn"],
  [
    /(?:order|invoice|ticket|tracking|shipment|parcel|trace|request|transaction|sku|ean|upc|isbn)(?: ?(?:id|no|nr|number))?s?$|\b(?:id|ref|reference|seq|sequence|batch|serial|offset)s?$/,
    "reference",
  ],
  [
    /\bdob\b|\bd o b\b|birth ?da(?:te|y)|date ?of ?birth|\bborn(?: on)?$|born on|\bbday\b|geburts(?:datum|tag)|\bgeboren(?: am| op)?$|geboortedatum|naissance$|\bnee? le$|nacimiento$|nascita$|nascimento$|f[oø]dels(?:e ?)?da(?:tum|g|to)|f[oø]dselsdato|urodzenia$|рождения$|出生|生年月日|生日|誕生日|생년월일/,
    "date_of_birth",
  ],
  [
    /phone|mobile|\btel\b|\bfax\b|whatsapp|msisdn|\bcell(?: ?(?:no|num|number))?$|\b(?:to|from|caller|callback|contact) ?(?:number|no|num)$|telefon|telefoon|rufnummer|\bhandy(?: ?(?:nr|nummer))?$|\bmobil(?: ?(?:nr|nummer))?$|\bmobiltelefon|\bmovil\b|\bcelular\b|\bcellulare\b|\bgsm(?: (?:no|nr))?$|\btlf\b|电话|電話|手机|手機|携帯|전화|휴대|телефон|мобильный|هاتف|جوال|טלפון|โทรศัพท์|τηλεφωνο|đien thoai/,
    "phone",
  ],
  [/e ?mail|url|host|domain|subject|mac ?ad|ip ?ad|wallet|contract ?address/, "none"],
  [
    /street|(?:postal|home|mailing|shipping|billing|residential|delivery) ?address|address ?(?:line|1|2)|^address$|anschrift|\badress?e?$|wohnadresse|stra(?:ss|ß)e|direccion|domicilio|indirizzo|endereco|\bcalle$|住所|住址|地址|주소|адрес/,
    "address",
  ],
  [/version|semver|\bbuild|revision|release/, "version"],
];
/** Maximum length of a name. */
const MAX_NAME = 200;

/** Returns the meaning of a name in any spelling: `customerPhone`, `Date of birth (dd.mm.yyyy)`, `Téléphone`. */
export function hintOf(name: string): Hint {
  const words = wordsOf(name);
  return HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? "none";
}

function wordsOf(name: string): string {
  const plain = name
    .slice(-MAX_NAME)
    .replace(/ ?\([^()]{0,40}\)[ :*]{0,3}$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[\s_./:*#-]+/g, " ")
    .trim()
    .toLowerCase();
  return /[^ -~]/.test(plain) ? withoutAccents(plain) : plain;
}

const withoutAccents = (text: string) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
