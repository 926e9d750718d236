// The personal data: how often each type stands in the set, what it is called, and its forms.
import { iban, luhn } from "./mint.mjs";

/** What follows the country and the two check digits. */
const BANKS = {
  DE: "«dec 18»",
  FR: "«dec 10»«dec 11»«dec 2»",
  GB: "«pick BARC|LOYD|NWBK|HBUK»«dec 14»",
  NL: "«pick ABNA|INGB|RABO»0«dec 9»",
  ES: "«dec 20»",
  IT: "«up 1»0«dec 9»0000«dec 8»",
  BE: "«dec 12»",
  CH: "00«dec 3»0«dec 11»",
  AT: "«dec 16»",
  PL: "«dec 24»",
  PT: "«dec 21»",
  SE: "«dec 20»",
  NO: "«dec 11»",
  DK: "«dec 14»",
  FI: "«dec 14»",
  IE: "AIBK«dec 14»",
  CZ: "0«dec 19»",
  HU: "«dec 24»",
  RO: "BTRL«A36 16»",
  LU: "«dec 3»«A36 13»",
  GR: "0«dec 6»«dec 16»",
  TR: "00«dec 3»0«dec 16»",
  AE: "03«dec 1»«dec 16»",
};
/** Ranges that are given out: international, then as people of the country write it. */
const PHONES = [
  ["+1 «pick 212|303|415|512|617» «int 224 498» «int 1000 9899»", "(«pick 212|303|415|512|617») «int 224 498»-«int 1000 9899»"],
  ["+1-«pick 206|312|404|702»-«int 224 498»-«int 1000 9899»", "«pick 206|312|404|702»-«int 224 498»-«int 1000 9899»"],
  ["+44 7«pick 400|721|833|950» «int 100000 899999»", "07«pick 400|721|833|950» «int 100000 899999»"],
  ["+44 20 7«int 200 899» «int 1000 9899»", "020 7«int 200 899» «int 1000 9899»"],
  ["+49 30 «int 2000 8999»«int 1000 9999»", "030 / «int 2000 8999»«int 1000 9999»"],
  ["+49 151 «int 20000000 79999999»", "0151 «int 20000000 79999999»"],
  ["+33 6 «int 10 36» «int 10 99» «int 10 99» «int 10 99»", "06 «int 10 36» «int 10 99» «int 10 99» «int 10 99»"],
  ["+34 «int 610 689» «int 100 999» «int 100 999»", "«int 610 689» «int 100 999» «int 100 999»"],
  ["+39 347 «int 1000000 8999999»", "347 «int 1000000 8999999»"],
  ["+31 6 «int 11000000 57999999»", "06-«int 11000000 57999999»"],
  ["+32 47«int 0 9» «int 10 99» «int 10 99» «int 10 99»", "047«int 0 9» «int 10 99» «int 10 99» «int 10 99»"],
  ["+41 79 «int 200 899» «int 10 99» «int 10 99»", "079 «int 200 899» «int 10 99» «int 10 99»"],
  ["+43 664 «int 1000000 8999999»", "0664 «int 1000000 8999999»"],
  ["+46 70 «int 200 899» «int 10 99» «int 10 99»", "070-«int 200 899» «int 10 99» «int 10 99»"],
  ["+47 9«int 10 59» «int 10 99» «int 100 999»", "9«int 10 59» «int 10 99» «int 100 999»"],
  ["+45 2«int 0 9» «int 10 99» «int 10 99» «int 10 99»", "2«int 0 9» «int 10 99» «int 10 99» «int 10 99»"],
  ["+358 40 «int 100 999» «int 1000 9999»", "040 «int 100 999» «int 1000 9999»"],
  ["+48 60«int 1 9» «int 100 999» «int 100 999»", "60«int 1 9» «int 100 999» «int 100 999»"],
  ["+420 60«int 1 8» «int 100 999» «int 100 999»", "60«int 1 8» «int 100 999» «int 100 999»"],
  ["+351 91«int 0 9» «int 100 999» «int 100 999»", "91«int 0 9» «int 100 999» «int 100 999»"],
  ["+353 87 «int 200 899» «int 1000 9999»", "087 «int 200 899» «int 1000 9999»"],
  ["+30 697 «int 100 999» «int 1000 9999»", "697 «int 100 999» «int 1000 9999»"],
  ["+90 532 «int 200 899» «int 10 99» «int 10 99»", "0532 «int 200 899» «int 10 99» «int 10 99»"],
  ["+380 67 «int 200 899» «int 10 99» «int 10 99»", "067 «int 200 899» «int 10 99» «int 10 99»"],
  ["+91 98«int 200 799» «int 10000 99999»", "098«int 200 799» «int 10000 99999»"],
  ["+81 90-«int 1000 9999»-«int 1000 9999»", "090-«int 1000 9999»-«int 1000 9999»"],
  ["+82 10-«int 2000 4999»-«int 1000 9999»", "010-«int 2000 4999»-«int 1000 9999»"],
  ["+86 138 «int 1000 9999» «int 1000 9999»", "138 «int 1000 9999» «int 1000 9999»"],
  ["+61 41«int 0 9» «int 100 999» «int 100 999»", "041«int 0 9» «int 100 999» «int 100 999»"],
  ["+55 11 9«int 6000 9899»-«int 1000 9999»", "(11) 9«int 6000 9899»-«int 1000 9999»"],
  ["+52 55 «int 1000 5999» «int 1000 9999»", "55 «int 1000 5999» «int 1000 9999»"],
  ["+27 82 «int 200 899» «int 1000 9999»", "082 «int 200 899» «int 1000 9999»"],
  ["+65 9«int 100 799» «int 1000 9999»", "9«int 100 799» «int 1000 9999»"],
  ["+972 50-«int 200 899»-«int 1000 9999»", "050-«int 200 899»-«int 1000 9999»"],
];
const STREETS = [
  "«int 12 2900» «pick Maple|Oak Hill|Elm|Lincoln|Cedar» «pick Street|Avenue|Drive|Lane|Rd», «pick Springfield, IL 62704|Austin, TX 78701|Denver, CO 80203»",
  "«int 2 190» «pick Church|Mill|Station|Victoria» «pick Road|Street|Lane», «pick Leeds LS1 4DY|Bristol BS1 5TR|London SE1 7PB»",
  "«pick Hauptstraße|Lindenallee|Goethestr.|Am Markt» «int 1 190», «pick 10115 Berlin|50667 Köln|80331 München»",
  "«int 2 90» «pick rue de la République|avenue Jean Jaurès|boulevard Voltaire», «pick 69002 Lyon|75011 Paris|31000 Toulouse»",
  "«pick Calle Mayor|Avenida de América» «int 2 90», «pick 28013 Madrid|41001 Sevilla»",
  "«pick Keizersgracht|Dorpsstraat» «int 2 400», «pick 1015 CJ Amsterdam|3511 LX Utrecht»",
  "Via «pick Garibaldi|Roma|Dante» «int 2 90», «pick 20121 Milano|10123 Torino»",
];
const MONTHS = "January February March April May June July August September October November December".split(" ");

const card = (m) => {
  const [prefix, length] = m.pick([
    ["4", 16],
    ["4", 16],
    [String(m.int(51, 55)), 16],
    [String(m.int(2230, 2699)), 16],
    [m.pick(["34", "37"]), 15],
    ["6011", 16],
    ["36", 14],
    [String(m.int(3530, 3588)), 16],
  ]);
  const digits = luhn(prefix + m.draw("dec", length - prefix.length - 1));
  const groups = length === 16 ? /(.{4})(?=.)/g : /^(.{4})(.{6})/;
  const spaced = (between) => digits.replace(groups, length === 16 ? `$1${between}` : `$1${between}$2${between}`);
  return m.pick([digits, digits, spaced(" "), spaced("-")]);
};
const account = (m) => {
  const country = m.pick(Object.keys(BANKS));
  const value = iban(country, m.fill(BANKS[country]));
  return m.pick([value, value.replace(/(.{4})(?=.)/g, "$1 ")]);
};
const ssn = (m) => {
  const [area, group, serial] = [m.pad(m.pick([m.int(1, 665), m.int(667, 899)]), 3), m.pad(m.int(1, 99)), m.pad(m.int(1, 9999), 4)];
  return m.pick([`${area}-${group}-${serial}`, `${area}-${group}-${serial}`, `${area} ${group} ${serial}`, area + group + serial]);
};
const email = (m) =>
  m.fill(
    m.pick([
      "«login»@«kebab».«pick com|de|io|co.uk|fr|nl»",
      "«login»+«word»@gmail.com",
      "«first».«last»@«company».com",
      "«login»«int 60 99»@«pick outlook.com|gmx.de|yahoo.co.uk|proton.me|icloud.com»",
      "«login»@mail.«word».co.jp",
    ]),
  );
const ipAddress = (m) =>
  m.fill(
    m.pick([
      "«pick 23|31|45|62|77|81|91|93|109|151|178|185|188|212».«int 20 250».«int 1 254».«int 1 254»",
      "«pick 23|31|45|62|77|81|91|93|109|151|178|185|188|212».«int 20 250».«int 1 254».«int 1 254»",
      "«pick 2a02:8109|2600:1700|2a01:c23|240e:3b1»:«hex 4»:«hex 4»:«hex 4»:«hex 4»:«hex 4»:«hex 4»",
      "2a0«int 1 9»:4f8:«hex 3»:«hex 4»::«int 2 9»",
    ]),
  );
const birth = (m) => {
  const [year, month, day] = [m.int(1941, 2006), m.int(1, 12), m.int(1, 28)];
  return m.pick([
    `${year}-${m.pad(month)}-${m.pad(day)}`,
    `${year}-${m.pad(month)}-${m.pad(day)}`,
    `${m.pad(day)}.${m.pad(month)}.${year}`,
    `${m.pad(month)}/${m.pad(day)}/${year}`,
    `${day} ${MONTHS[month - 1]} ${year}`,
    `${MONTHS[month - 1]} ${day}, ${year}`,
  ]);
};
const passport = (m) =>
  m.fill(m.pick(["«up 1»«dec 8»", "«dec 9»", "C«pick F|G|H|J|K»«dec 2»«pick L|M|N|P»«dec 4»", "«dec 2»«up 2»«dec 5»"]));
const phone = (form) => (m) => m.fill(m.pick(PHONES)[form]);

/** @type {[type: string, flag: string, weight: number, names: string[], make: (m: object) => string][]} `flag` tells the places of its own. */
export const PERSONS = [
  ["email", "email", 110, ["email", "email_address", "contact_email", "reply_to"], email],
  ["phone", "international", 100, ["phone", "phone_number", "mobile", "contact_phone"], phone(0)],
  ["phone", "national", 70, ["phone", "phone_number", "mobile", "telephone"], phone(1)],
  ["card", "card", 95, ["card_number", "credit_card", "card"], card],
  ["iban", "iban", 100, ["iban", "account_iban", "bank_account"], account],
  ["us_ssn", "ssn", 70, ["ssn", "social_security_number"], ssn],
  ["ip_address", "ip", 85, ["ip_address", "client_ip", "remote_addr", "source_ip"], ipAddress],
  ["date_of_birth", "birth", 75, ["date_of_birth", "dob", "birth_date"], birth],
  ["passport", "passport", 50, ["passport_number", "passport_no"], passport],
  ["address", "address", 75, ["address", "street_address", "billing_address", "shipping_address"], (m) => m.fill(m.pick(STREETS))],
];
