// Personal data of the third set, in texts and values, and what is none: made like the credentials, without a look at the module.
const group = (text, sizes, mark) => {
  const parts = [];
  let rest = text;
  for (const size of sizes) {
    parts.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...parts, rest].filter(Boolean).join(mark);
};
const luhn = (body) => {
  const sum = [...body].reverse().reduce((all, digit, i) => all + (i % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : Number(digit)), 0);
  return body + ((10 - (sum % 10)) % 10);
};

const SCHEMES = [
  ["visa", "4", 16],
  ["visa 19", "4", 19],
  ["mastercard", "54", 16],
  ["mastercard 2", "2720", 16],
  ["amex", "34", 15],
  ["amex 37", "37", 15],
  ["discover", "6011", 16],
  ["discover 65", "65", 16],
  ["diners", "36", 14],
  ["diners 30", "305", 14],
  ["jcb", "3566", 16],
  ["unionpay", "6221", 16],
  ["unionpay 19", "6222", 19],
  ["maestro", "5018", 16],
  ["maestro 6759", "6759", 18],
  ["mir", "2202", 16],
  ["rupay", "6521", 16],
  ["elo", "636368", 16],
  ["hipercard", "606282", 16],
  ["troy", "9792", 16],
];
const cardSizes = (number) => (number.length === 15 ? [4, 6, 5] : number.length === 14 ? [4, 6, 4] : [4, 4, 4, 4]);

// Country, length, form of what follows the check digits: a a digit, u a letter, c either.
const IBANS =
  "AD24n8c12 AE23n19 AL28n8c16 AT20n16 AZ28u4c20 BA20n16 BE16n12 BG22u4n6c8 BH22u4c14 BR29n23u1c1 BY28c4n4c16 CH21n5c12 CR22n18 CY28n8c16 CZ24n20 DE22n18 DK18n14 DO28c4n20 EE20n16 EG29n25 ES24n20 FI18n14 FO18n14 FR27n10c11n2 GB22u4n14 GE22u2n16 GI23u4c15 GL18n14 GR27n7c16 GT28c20c4 HR21n17 HU28n24 IE22u4n14 IL23n19 IQ23u4n15 IS26n22 IT27u1n10c12 JO30u4n4c18 KW30u4c22 KZ20n3c13 LB28n4c20 LC32u4c24 LI21n5c12 LT20n16 LU20n3c13 LV21u4c13 LY25n21 MC27n10c11n2 MD24c20 ME22n18 MK19n3c10n2 MR27n23 MT31u4n5c18 MU30u4n19u3 NL18u4n10 NO15n11 PK24u4c16 PL28n24 PS29u4c21 PT25n21 QA29u4c21 RO24u4c16 RS22n18 SA24n2c18 SC31u4n20u3 SE24n20 SI19n15 SK24n20 SM27u1n10c12 ST25n21 SV28u4n20 TL23n19 TN24n20 TR26n5n1c16 UA29n6c19 VA22n18 VG24u4n16 XK20n16".split(
    " ",
  );
function iban(m) {
  const form = m.pick(IBANS);
  const country = form.slice(0, 2);
  const body = form
    .slice(4)
    .replace(/([nuc])(\d+)/g, (_, kind, length) =>
      kind === "n" ? m.num(+length) : kind === "u" ? m.b32(+length).replace(/\d/g, "K") : m.up(+length),
    );
  const value = [...`${body}${country}00`].map((c) => Number.parseInt(c, 36)).join("");
  const check = String(98n - (BigInt(value) % 97n)).padStart(2, "0");
  return country + check + body;
}

const d = (m, low, high) => String(low + Math.floor(m.random() * (high - low + 1)));
// Numbers as the plans of countries give them: international form.
const INTERNATIONAL = [
  (m) => `+1 ${d(m, 201, 989).replace(/.[1-9]1$/, "202")} ${d(m, 220, 989).replace(/11$/, "34")} ${m.num(4)}`,
  (m) => `+1 (415) ${d(m, 220, 989).replace(/11$/, "34")}-${m.num(4)}`,
  (m) => `+44 7${d(m, 400, 599)} ${m.num(6)}`,
  (m) => `+44 20 7${m.num(3)} ${m.num(4)}`,
  (m) => `+49 151 ${m.num(8)}`,
  (m) => `+49 30 ${d(m, 20, 89)}${m.num(6)}`,
  (m) => `+33 6 ${group(`${d(m, 10, 89)}${m.num(6)}`, [2, 2, 2], " ")}`,
  (m) => `+34 6${d(m, 10, 79)} ${group(m.num(6), [3], " ")}`,
  (m) => `+39 347 ${m.num(7)}`,
  (m) => `+31 6 ${d(m, 10, 58)}${m.num(6)}`,
  (m) => `+32 47${m.num(1)} ${group(m.num(6), [2, 2], " ")}`,
  (m) => `+41 79 ${group(m.num(7), [3, 2], " ")}`,
  (m) => `+43 664 ${m.num(7)}`,
  (m) => `+46 70-${group(m.num(7), [3, 2], " ")}`,
  (m) => `+47 9${group(m.num(7), [2, 2], " ")}`,
  (m) => `+45 2${group(m.num(7), [1, 2, 2], " ")}`,
  (m) => `+358 40 ${m.num(7)}`,
  (m) => `+351 91${m.num(1)} ${group(m.num(6), [3], " ")}`,
  (m) => `+48 50${m.num(1)} ${group(m.num(6), [3], " ")}`,
  (m) => `+7 916 ${m.num(3)}-${m.num(2)}-${m.num(2)}`,
  (m) => `+91 98${m.num(3)} ${m.num(5)}`,
  (m) => `+86 138 ${m.num(4)} ${m.num(4)}`,
  (m) => `+81 90-${d(m, 1000, 9999)}-${m.num(4)}`,
  (m) => `+82 10-${d(m, 2000, 9999)}-${m.num(4)}`,
  (m) => `+55 11 9${d(m, 6000, 9999)}-${m.num(4)}`,
  (m) => `+52 55 ${d(m, 1000, 5999)} ${m.num(4)}`,
  (m) => `+61 4${d(m, 10, 39)} ${group(m.num(6), [3], " ")}`,
  (m) => `+64 21 ${m.num(3)} ${m.num(4)}`,
  (m) => `+27 82 ${m.num(3)} ${m.num(4)}`,
  (m) => `+971 50 ${m.num(3)} ${m.num(4)}`,
  (m) => `+65 9${d(m, 1, 8)}${m.num(2)} ${m.num(4)}`,
  (m) => `+90 532 ${m.num(3)} ${m.num(2)} ${m.num(2)}`,
  (m) => `+972 54-${d(m, 200, 799)}-${m.num(4)}`,
  (m) => `+380 67 ${m.num(3)} ${m.num(4)}`,
];
const NATIONAL = [
  (m) => `(415) ${d(m, 220, 989).replace(/11$/, "34")}-${m.num(4)}`,
  (m) => `212-${d(m, 220, 989).replace(/11$/, "34")}-${m.num(4)}`,
  (m) => `650.${d(m, 220, 989).replace(/11$/, "34")}.${m.num(4)}`,
];
const FOREIGN = [
  (m) => `0151 ${m.num(8)}`,
  (m) => `07700 ${m.num(6)}`,
  (m) => `06 ${group(`${d(m, 10, 89)}${m.num(6)}`, [2, 2, 2], " ")}`,
  (m) => `0664/${m.num(7)}`,
  (m) => `030 / ${d(m, 20, 89)}${m.num(6)}`,
  (m) => `347 ${m.num(7)}`,
  (m) => `090-${d(m, 1000, 9999)}-${m.num(4)}`,
  (m) => `138${m.num(8)}`,
];
const FIRST = "ana lars yuki omar chloé jürgen søren maría li kwame".split(" ");
const EMAILS = [
  (m) => `${m.low(5)}.${m.low(6)}@acme-corp.com`,
  (m) => `${m.low(6)}+news-${m.num(4)}@gmail.com`,
  (m) => `${m.low(4)}_${m.num(2)}@mail.eu.dept.acme.co.uk`,
  (m) => `${m.pick(FIRST)}@münchen-haus.de`,
  (m) => `用户${m.num(2)}@例子.中国`,
  (m) => `${m.pick(FIRST)}.o'${m.low(5)}@uni.ie`,
  (m) => `"${m.low(4)} ${m.low(4)}"@acme.org`,
  (m) => `${m.up(5)}@ACME.IO`,
  (m) => `x@${m.low(5)}.museum`,
  (m) => `${m.low(8)}@xn--bcher-kva.example.de`,
];
const octet = (m) => d(m, 11, 254);
const IPS = [
  (m) => `${d(m, 60, 220)}.${octet(m)}.${octet(m)}.${octet(m)}`,
  (m) => `10.${octet(m)}.${octet(m)}.${octet(m)}`,
  (m) => `192.168.${octet(m)}.${octet(m)}`,
  (m) => `2001:db8:${m.hex(4)}:${m.hex(4)}::${m.hex(4)}`,
  (m) => `2a02:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}`,
  (m) => `fe80::${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}`,
  (m) => `::ffff:${octet(m)}.${octet(m)}.${octet(m)}.${octet(m)}`,
];
const ssn = (m) => `${d(m, 100, 665)}-${d(m, 10, 99)}-${d(m, 1000, 9999)}`;
const date = (m) => [d(m, 1940, 2006), d(m, 1, 12).padStart(2, "0"), d(m, 1, 28).padStart(2, "0")];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const ADDRESSES = [
  (m) =>
    `${d(m, 10, 9999)} ${m.pick(["Maple", "Oak Hill", "Lincoln", "N 5th", "Sunset"])} ${m.pick(["Street", "Ave", "Blvd", "Rd.", "Lane", "Drive"])}`,
  (m) => `${d(m, 1, 200)} High Street, London SW1A ${d(m, 1, 9)}AA`,
  (m) =>
    `${m.pick(["Hauptstraße", "Lindenallee", "Goethestr.", "Am Markt", "Berliner Platz"])} ${d(m, 1, 200)}, ${d(m, 10115, 99998)} ${m.pick(["Berlin", "Köln", "Jena"])}`,
  (m) => `${d(m, 1, 200)} ${m.pick(["rue de la Paix", "avenue Victor Hugo", "boulevard Voltaire"])}, ${d(m, 75001, 75020)} Paris`,
  (m) => `${m.pick(["Calle Mayor", "Avenida de América"])} ${d(m, 1, 200)}, ${d(m, 28001, 28055)} Madrid`,
  (m) => `${m.pick(["Via Roma", "Corso Italia", "Piazza Garibaldi"])} ${d(m, 1, 200)}, ${d(m, 10100, 20199)} Milano`,
  (m) => `${d(m, 100, 9999)} W Broadway Apt ${d(m, 1, 40)}B, New York, NY ${d(m, 10001, 10299)}`,
  (m) => `PO Box ${d(m, 100, 9999)}, Springfield, IL ${d(m, 62701, 62799)}`,
  (m) => `${m.pick(["Keizersgracht", "Damrak"])} ${d(m, 1, 300)}, 1012 ${m.pick(["AB", "KX"])} Amsterdam`,
];

const plain = (words) => (value) => `${words} ${value}`;
const each = (type, list, places) => list.flatMap((make) => places.map((write) => ({ type, make, write })));

const CARD_PLACES = [
  (n) => `Charge ${n}, exp 09/29, cvc 123`,
  (n) => `card: ${group(n, cardSizes(n), " ")} thanks`,
  (n) => `card ${group(n, cardSizes(n), "-")}`,
  (n) => ({ payment: { card_number: n, exp: "09/29" } }),
  (n) => ({ payment: { pan: Number.isSafeInteger(Number(n)) ? Number(n) : n } }),
  (n) => `number,name\n${n},Ana\n`,
  (n) => ({ text: `<PAN>${n}</PAN>` }),
  (n) => `log pan=${n} ok=true`,
];
const PHONE_PLACES = [
  plain("call me on"),
  (n) => `Tel: ${n}`,
  (n) => ({ contact: { phone: n } }),
  (n) => `WhatsApp ${n.replace(/[ ()-]/g, "")} anytime`,
  (n) => `name;phone\nAna;${n}\n`,
  (n) => `<a href="tel:${n.replace(/[ ()-]/g, "")}">call</a>`,
];
const CASES = [
  ...SCHEMES.flatMap(([, prefix, length]) =>
    CARD_PLACES.map((write) => ({ type: "card", make: (m) => luhn(prefix + m.num(length - prefix.length - 1)), write })),
  ),
  ...each("iban", Array(24).fill(iban), [
    plain("Bitte überweisen an"),
    (n) => `IBAN: ${group(n, Array(8).fill(4), " ")}`,
    (n) => ({ account: { iban: n } }),
    (n) => ({ note: `pay to ${n.toLowerCase()} today` }),
    (n) => `iban=${group(n, Array(8).fill(4), "-")};bic=X`,
    (n) => `name,iban\nAna,${n}\n`,
  ]),
  ...each("phone", INTERNATIONAL, PHONE_PLACES),
  ...each("phone", INTERNATIONAL, [
    (n) => `0${n.replace("+", "0").replace(/[ ()-]/g, "")} is my mobile number`,
    (n) => ({ mobile: n.replace(/[ ()-]/g, "") }),
  ]),
  ...each("phone", NATIONAL, [
    plain("my number is"),
    (n) => `Phone: ${n}`,
    (n) => ({ customer_phone: n.replace(/\D/g, "") }),
    (n) => ({ phone: Number(n.replace(/\D/g, "")) }),
    plain("ring"),
    (n) => `fax ${n} ext. 12`,
  ]),
  ...each("phone", FOREIGN, [
    (n) => `Telefon: ${n}`,
    (n) => `mobile ${n}`,
    (n) => ({ phone_number: n }),
    (n) => `tél. ${n}`,
    (n) => `手机: ${n}`,
  ]),
  ...each("email", EMAILS, [
    plain("write to"),
    (n) => ({ to: n }),
    (n) => `From: Ana <${n}>\r\nSubject: x`,
    (n) => ({ users: { [n]: { role: "admin" } } }),
    (n) => `mailto:${n}?subject=hi`,
    (n) => `user=${n};plan=pro`,
    (n) => `name,mail\nAna,${n}\n`,
  ]),
  ...each("ip_address", IPS, [
    plain("login from"),
    (n) => ({ client_ip: n }),
    (n) => `${n} - - [02/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200`,
    (n) => `remote_addr=${n} status=200`,
    (n) => `X-Forwarded-For: ${n}, 10.0.0.1`,
  ]),
  ...each("us_ssn", Array(8).fill(ssn), [
    plain("SSN"),
    plain("my social security number is"),
    (n) => ({ employee: { ssn: n } }),
    (n) => ({ social_security_number: n.replaceAll("-", "") }),
    (n) => ({ ssn: Number(n.replaceAll("-", "")) }),
    (n) => `ssn,name\n${n},Ana\n`,
    (n) => `ssn: ${n.replaceAll("-", " ")}`,
    plain("It is"),
  ]),
  ...each(
    "date_of_birth",
    Array(6).fill((m) => date(m)),
    [
      ([y, mo, day]) => `Date of birth: ${y}-${mo}-${day}`,
      ([y, mo, day]) => `born on ${day}.${mo}.${y} in Graz`,
      ([y, mo, day]) => `DOB ${mo}/${day}/${y}`,
      ([y, mo, day]) => ({ patient: { birth_date: `${y}-${mo}-${day}` } }),
      ([y, mo, day]) => `born ${MONTHS[mo - 1]} ${Number(day)}, ${y}`,
      ([y, mo, day]) => `Geburtsdatum: ${day}.${mo}.${y}`,
      ([y, mo, day]) => `date de naissance : ${day}/${mo}/${y}`,
      ([y, mo, day]) => ({ dateOfBirth: `${y}-${mo}-${day}T00:00:00Z` }),
      ([y, mo, day]) => `fecha de nacimiento ${day}/${mo}/${y}`,
      ([y, mo, day]) => `birthday: ${Number(day)} ${MONTHS[mo - 1].slice(0, 3)} ${y}`,
      ([y, mo, day]) => ({ dob: Number(`${y}${mo}${day}`) }),
    ],
  ),
  ...each(
    "passport",
    [(m) => m.num(9), (m) => `C${m.up(8)}`.replace(/[AEIOUBDQS]/g, "1"), (m) => `${m.num(2)}AB${m.num(5)}`, (m) => `A${m.num(8)}`],
    [
      plain("passport number"),
      plain("Passport no.:"),
      (n) => ({ passport_number: n }),
      (n) => ({ traveller: { passport: n } }),
      (n) => `Reisepass Nr. ${n}`,
      (n) => `numéro de passeport : ${n}`,
    ],
  ),
  ...each("address", ADDRESSES, [
    plain("ship it to"),
    (n) => ({ customer: { address: n } }),
    (n) => `Address: ${n}`,
    (n) => `I live at ${n}.`,
  ]),
];

const ROUNDS = 4;
/** @returns {{ type: string, value: unknown }[]} */
export function thirdPersonal(m) {
  return Array.from({ length: ROUNDS }, () => CASES.map(({ type, make, write }) => ({ type, value: write(make(m)) }))).flat();
}
