import { isEscape } from "../../extract/tables/names.ts";
import { indexKeywords } from "../../match/keyword-index.ts";

/** Words that the names of personal data have. */
const NAMING =
  "passport passeport pasaporte passaport paspoort paszport reisepass traveldoc travel_doc social_sec socialsec sozialvers seguro seguridad birth geburt geboren geboort naissance nacimiento nascita nascimento urodzenia phone mobil telefon telefoon rufnummer whatsapp msisdn celular cellulare street strasse address adresse anschrift direccion domicilio indirizzo endereco";
/** The same that stand in other words too: these begin one. */
const BEGINNING =
  "pass ssn social securite dob d.o.b born bday fodsels tel fax cell handy movil portable gsm tlf callback caller contact to_n from_n adr calle";
/** What people say before the number of a phone. */
const SPOKEN =
  "phone mobile mobil cell tel fax call text sms whatsapp ring dial reach number handy rufnummer telefoon telefon telefono telefone celular portable movil appel";
const naming = NAMING.split(" ");
const beginning = BEGINNING.split(" ");
const words = [...naming, ...beginning, ...SPOKEN.split(" ")];
const index = indexKeywords(words);
const FIRST_BEGINNING = naming.length;
const FIRST_SPOKEN = naming.length + beginning.length;

const ELSEWHERE =
  /паспорт|护照|護照|パスポート|旅券|여권|f[øö]dels|рожден|出生|生年月日|生日|誕生日|생년월일|n[ée]e? le|móvil|电话|電話|手机|手機|携帯|전화|휴대|телефон|мобильный|هاتف|جوال|טלפון|โทรศัพท์|τηλέφωνο|điện thoại|téléphone|sécurité|dirección|endereço|straße|住所|住址|地址|주소|адрес/giu;
/** Letters of which each of those has one. */
const LETTER = /[à-ž\u0370-\u1fff\u3040-\ud7ff]/i;

/** Where words end that say what values are, in order. */
export interface Words {
  /** Those that names of personal data have. */
  readonly naming: readonly number[];
  /** Those that people say before the number of a phone. */
  readonly spoken: readonly number[];
  readonly isAscii: boolean;
}

/** Reads them in one pass. */
export function wordsIn(text: string): Words {
  const naming: number[] = [];
  const spoken: number[] = [];
  const isAscii = index.scan(text, (word, end) => {
    if (word >= FIRST_SPOKEN) spoken.push(end);
    else if (word < FIRST_BEGINNING || !isLetterBefore(text, end - (words[word] as string).length)) naming.push(end);
  });
  if (!isAscii && LETTER.test(text)) {
    for (const { 0: word, index: start } of text.matchAll(ELSEWHERE)) naming.push(start + word.length);
    naming.sort((a, b) => a - b);
  }
  return { naming, spoken, isAscii };
}

/** Whether a letter stands before, and none of an escaped line break or tab. */
function isLetterBefore(text: string, at: number): boolean {
  const letter = (text.charCodeAt(at - 1) | 32) - 97;
  return letter >= 0 && letter < 26 && !(text[at - 2] === "\\" && isEscape(text[at - 1]));
}
