"""Postal addresses: a number and a street, a residence and a postcode, or what follows « adresse : »."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer, masked_group

STREET_KIND = (
    r"(?:rues?|r\.|ru(?= de)|avenue|aven|ave?\.?|boulevard|boul|bl?v?d\.?|impasse|impase|imp\.?|all[ée]es?|all\."
    r"|chemin|chem|che?\.|ch(?= d)|places?|pl\.?|quai|route|rte\.?|square|sq\.|cours|passage|pass?\.|lotissement"
    r"|lot\.|r[ée]sidence|r[ée]s\.?|villa|sentier|sente|faubourg|fb?g\.?|mont[ée]e|ruelle|venelle|traverse"
    r"|esplanade|promenade|rond[- ]point|voie|hameau|lieu[- ]dit|cit[ée]|clos|parc|mail|domaine|porte|parvis"
    r"|c[ôo]te|descente|rampe|galerie|street|st\.|road|lane)"
)
NUMBER = (
    r"(?<![\d/.,\-])(?:\d{1,4}[ ][àa&][ ])?\d{1,4}(?:[ ]?(?:bis|ter|quater|[a-d](?=[ ,])))?"
    r"(?:[ ]?[\-/][ ]?\d{1,4})?(?:[ ]?,[ ]?|[ ])"
)
STOP = (
    r"(?:et|il|ils|elle|elles|je|j|on|nous|vous|tu|qui|que|qu|mon|ma|mes|son|sa|ses|c|ce|cela"
    r"|[çc]a|est|sont|depui[st]?|pour|pr|pendant|quand|car"
    r"|mais|donc|o[ùu]|si|comment|combien|quel|quels|quelle|quelles|hier|aujourd|demain|le[ ]\w+di"
    r"|avec|sans|puis|tel|t[ée]l[ée]phone|num|n[ée]e?"
    r"|dans|ai|as|y|ya|fo|faut|merci|svp|and|is|i|since|what|how|my|she|he|we|for|with|where|when)"
)
WORD = rf"(?!{STOP}(?![\w\-]))[^\W\d_](?:[\w'\-]|\.(?=[^\W\d_]))*"
POSTCODE = r"(?:(?:f|fr|l|b|ch|d)-)?(?<!\d)\d{2}[ ]?\d{3}(?!\d)"
TOWN = (
    rf"(?:(?:la|le|les|saint|sainte|st|ste)[ \-]|l')?{WORD}(?:[ \-](?:(?-i:[A-ZÀ-Ý])[\w'\-]+|(?:sur|sous|en"
    rf"|l[èe]s)[ \-](?!\d)\w+(?<!mai)(?<!juin)(?<!mars)"
    rf"|(?:les|la|le|de|du|des|aux?|en)(?=[ \-](?-i:[A-ZÀ-Ý]))|cedex(?!\w))){{0,4}}(?:[ ]\d{{1,2}}(?:e|er|[èe]me)?\b)?"
)
UNIT = (
    r"(?:(?:b[âa]t(?:iment)?|bt|esc(?:alier)?|ap(?:pt?|artement|t)|chambre|ch|[ée]tage|porte|lot"
    r"|hall|entr[ée]e|bo[îi]te|bp|cs|r[ée]s(?:idence)?"
    r"|immeuble|imm|flat|apartment)\.?[ ]?(?:n°[ ]?)?[\w\-]{1,12}|\d{1,2}(?:er|[èe]me|e)[ ][ée]tage)"
)
PLACE = (
    rf"(?:[ ,\n\-]{{0,3}}{UNIT})*(?:[ ,\n\-]{{0,3}}{POSTCODE}[ ,]{{0,2}}{TOWN}"
    rf"|[ ,\n\-]{{0,3}}{POSTCODE}|,?[ ](?:[àa]|in)[ ]{TOWN}(?:[ ][\w]+i[èe]me)?)"
)
NAMED_PLACE = (
    rf"(?<!\w)(?:r[ée]sidence|r[ée]s|cit[ée]|lotissement|immeuble|hameau|lieu[- ]dit|domaine|foyer"
    rf"|b[âa]timent|tour|villa)\.?[ ](?:(?!{UNIT}){WORD}[ ,]{{1,2}}){{1,5}}"
)
SETTLEMENT = rf"{NAMED_PLACE}(?:{UNIT}[ ,]{{1,2}}){{0,3}}"
SETTLEMENT_WITH_UNIT = rf"{NAMED_PLACE}(?:{UNIT}[ ,]{{1,2}}){{1,3}}"
STREET_WORD = (
    r"(?:(?:rues?|avenue|boulevard|impasse|all[ée]es?|chemin|places?|quai|route|square|cours|passage|lotissement"
    r"|sentier|mont[ée]e|ruelle|hameau|lieu[- ]?dit|cit[ée]|clos|parc|domaine|r[ée]sidence|immeuble|foyer"
    r"|b[âa]timent|tour|villa|ferme|mas|moulin|ch[âa]teau|camping|quartier|chalet|maison|g[îi]te|port|za|zi|zac"
    r"|appartement|appt?|logement)(?![^\W_])|(?:bp|cs|tsa)[ ]?\d{2,6}(?!\d))"
)
SHORTENED = r"(?<=(?<![^\W_])[^\W_]{1,4})\."
REST_OF_ADDRESS = rf"(?:[^\n.?!;:€@]|{SHORTENED}){{1,80}}?"
NO_TOWN = r"(?!(?:euros?|francs?|personnes?|habitants?|km|kg|m|ans|fois|places|heures|et|[àa]|ou|de|par)(?![^\W_]))"
POSTCODE_AND_TOWN = rf"(?<![\d.,]){POSTCODE}[ ,]{{1,2}}{NO_TOWN}{TOWN}(?:[ ]\([^)\n]{{2,20}}\))?"
POSTCODE_OF_LETTERS = r"(?-i:[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}|[A-Z]\d[A-Z][ ]?\d[A-Z]\d)(?![^\W_])"
"""Of the United Kingdom (SW1A 1AA) and of Canada (H2J 3S8)."""
LIVES_AT = (
    r"(?<![^\W_])(?:habit\w+|demeur\w+|domicili\w+|log[ée]\w*|r[ée]sid\w+|vi[st]|adresse|sise?"
    r"|d?[ée]?m+[ée]nag\w+|situ[ée]\w*|live[sd]?|[àa]|aux?|chez|in|at)[ :]+"
)
STREET = rf"(?:{SETTLEMENT}{NUMBER}|{SETTLEMENT_WITH_UNIT}|{NUMBER}){STREET_KIND}(?![^\W\d_])[ ]"
PUBLIC_BODY = (
    r"(?:tribunal|tribunaux|cour|pr[ée]fecture|sous-pr[ée]fecture|mairie|h[ôo]tel[ ]de[ ]ville|caf|cpam|carsat"
    r"|urssaf|msa"
    r"|mdph|ccas|consulat|ambassade|m[ée]diath[èe]que|biblioth[èe]que|maison[ ]d[eu]s?[ ](?:la[ ])?(?:services"
    r"|justice|l'emploi|sant[ée])|minist[èe]re|rectorat|conseil|d[ée]partement|ofii|ofpra|cnda|poste|tr[ée]sorerie"
    r"|centre[ ]des[ ](?:imp[ôo]ts|finances)|service[ ]des[ ]imp[ôo]ts|commissariat|gendarmerie|france[ ]services)"
)
BEGINS_WITH_A_BODY = regex.compile(rf"(?:la[ ]|le[ ]|l')?{PUBLIC_BODY}(?!\w)", regex.IGNORECASE)
BODY_BEFORE = regex.compile(
    rf"\b{PUBLIC_BODY}\b[^.?!;\n\d]{{0,45}}[,(:][ ]*(?:\d{{1,4}}(?:[ ]?(?:bis|ter))?[ ,]{{1,2}})?$", regex.IGNORECASE
)


class PostalAddressRecognizer(ShapeRecognizer):
    """A street with its number, or a place with its postcode. A street or a town alone leads to nobody and stays."""

    ENTITY = "ADDRESS"
    PATTERNS = (
        Pattern(
            "number, street and place",
            rf"{STREET}(?:{WORD}|\d{{1,2}})(?:[ ](?:{WORD}|\d{{1,4}}(?!\d))){{0,6}}?{PLACE}",
            0.9,
        ),
        Pattern(
            "number and street",
            rf"{STREET}(?:(?:de[ ]la|de|du|des|les?|la|aux?|of|d)[ ]){{0,2}}(?:{WORD}|\d{{1,2}}[ ]{WORD})(?:[ \-]"
            rf"(?-i:[A-ZÀ-Ý][\w'\-]*|(?:de|du|des|la|le|les|l'|d'|et)(?=[ ][A-ZÀ-Ý]))|[ ](?-i:(?:d'"
            rf"|l')[A-ZÀ-Ý][\w'\-]*)){{0,6}}(?:(?:[ ,\n]{{1,3}}{UNIT}){{1,3}}(?:,[ ](?-i:[A-ZÀ-Ý])[\w'\-]+)?)?",
            0.8,
        ),
        Pattern(
            "residence and unit, street, and all up to the town",
            rf"(?:(?:les|la|le)[ ])?(?:"
            rf"(?-i:[A-ZÀ-Ý])[\w'\-]+[ ]){{1,4}}{UNIT}[ ,]{{1,2}}{STREET}{REST_OF_ADDRESS}{POSTCODE_AND_TOWN}",
            0.9,
        ),
        Pattern("number, street, and all up to the town", rf"{STREET}{REST_OF_ADDRESS}{POSTCODE_AND_TOWN}", 0.9),
        Pattern(
            "word for a place, and all up to the town",
            rf"(?<![^\W_]){STREET_WORD}{REST_OF_ADDRESS}(?<=[ ,]){POSTCODE_AND_TOWN}",
            0.7,
        ),
        Pattern(
            "where one lives, up to the town",
            rf"{LIVES_AT}(?P<value>(?:(?!{STOP}(?![\w\-]))[\w'°.\-]+[ ,]{{1,2}}){{2,9}}?{POSTCODE_AND_TOWN})",
            0.6,
        ),
        Pattern(
            "number and any words up to the town",
            rf"{NUMBER}(?:(?:(?!{STOP}(?![\w\-]))[^\W\d_][\w'.\-]*|\d{{1,4}})[ ,]{{1,2}}){{1,8}}?{POSTCODE_AND_TOWN}",
            0.7,
        ),
        Pattern(
            "number, street, and all up to a postcode of letters",
            rf"{STREET}{REST_OF_ADDRESS}(?<=[ ,]){POSTCODE_OF_LETTERS}(?:,[ ](?-i:[A-Z])\w+)?",
            0.9,
        ),
        Pattern(
            "place before a postcode of letters",
            rf"(?:(?<![^\W_])(?-i:[A-Z0-9])[\w'\-]*(?:[ ][\w'\-]+){{0,4}},[ ]){{1,3}}"
            rf"(?-i:[A-Z])[\w'\-]+(?:[ ][\w'\-]+){{0,2}}[ ,]{{1,2}}{POSTCODE_OF_LETTERS}",
            0.8,
        ),
        Pattern(
            "place with units and postcode", rf"{SETTLEMENT}(?:{UNIT}[ ,\n]{{1,2}}){{0,4}}{POSTCODE}[ ]{TOWN}", 0.8
        ),
        Pattern(
            "street before its number, abroad",
            (
                r"\b(?-i:(?:Rua|rua|Calle|calle|C/|Avenida|Av\.|Via|via|Viale|Piazza|Plaza|Pra[çc]a|Travessa|Largo"
                r"|Corso|Paseo|Strada|Ulica|Rue|Avenue|[A-ZÄÖÜ]\w+(?:stra(?:ß|ss)e|weg|platz|gasse|straat|laan)))"
                rf"(?:[ ][^\W\d_][\w'.\-]*){{0,6}},?[ ]\d{{1,4}}[a-z]?(?:[ ](?:bus|bte|bo[îi]te|box|apt"
                rf"|app)[ .]{{0,2}}\w+)?(?:,[ ][^,\n?!;]{{1,20}}){{0,2}}?,?[ ]\d{{4,5}}(?:-\d{{3}})?[ ]{TOWN}"
                rf"(?:[ ]\([^)\n]{{2,20}}\)|,[ ](?-i:[A-ZÀ-Ý])\w+)?"
            ),
            0.8,
        ),
        Pattern(
            "street before its number",
            (
                r"\b(?-i:[A-ZÄÖÜ]\w+(?:stra(?:ß|ss)e|weg|platz|gasse|straat|laan)|(?:Rua|Calle|Via|Avenida"
                r"|Piazza|Plaza)(?:[ ][A-Z\w][\w'.\-]*){1,5})[ ,]{1,2}\d{1,4}(?!\d)"
            ),
            0.6,
        ),
        Pattern(
            "what is said to be an address",
            r"(?:\badresse(?:[ ](?:postale|compl[èe]te|actuelle|personnelle))?|\bdomicile"
            r"|\bdomicili[ée]e?s?|\badd?ress|\bdemeurant)[ ]*(?::|est|is|=)[ ]*(?:(?:le|la|au|chez)[ ])?"
            r"(?P<value>(?=[^\n?!;@]{0,60}\d)[^\n?!;@:]{6,110}?)(?=[.?!;]?[ ]*(?:$|\n)|\.[ ]|[?!;])",
            0.7,
        ),
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """An electronic address, a date or an amount where a street was expected; the address of a public body."""
        group = masked_group(match)
        value, start = match.group(group), match.start(group)
        return (
            regex.search(r"https?:|www\.|€", value) is not None
            or BEGINS_WITH_A_BODY.match(value) is not None
            or BODY_BEFORE.search(match.string, max(0, start - 80), start) is not None
        )
