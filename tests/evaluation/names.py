"""Names of many origins, from a library that does not know the guard, in sentences with and without an announcement."""

from collections.abc import Iterator, Mapping

from faker import Faker

ORIGINS: Mapping[str, tuple[str, ...]] = {
    "France": ("fr_FR",),
    "Maghreb": ("fr_DZ",),
    "West Africa": ("yo_NG", "ig_NG", "ha_NG"),
    "Southern Africa": ("zu_ZA",),
    "Turkey": ("tr_TR",),
    "Iberia": ("pt_PT", "es_ES"),
    "Italy": ("it_IT",),
    "Eastern Europe": ("pl_PL", "ro_RO", "hr_HR"),
    "Asia": ("vi_VN", "en_IN", "id_ID"),
}
SENTENCES = (
    "Je m'appelle {} et je demande une aide au logement.",
    "Bonjour, {} ne répond plus à mes courriers depuis deux mois.",
    "ma voisine {} a perdu sa carte grise",
    "Le dossier de {} est bloqué à la caf",
    "Le bail a été signé par {} en mars, puis résilié.",
    "Mon mari, {}, veut changer d'employeur.",
    "Comment déclarer le décès de {} ?",
    "Bonjour, je voudrais un acte de naissance. Merci, {}",
)
STYLES = ("as written", "lower case", "capitals")


def draw_names(origin: str, count: int) -> Iterator[str]:
    """First name and surname, the same ones each time."""
    fakers = [Faker(locale) for locale in ORIGINS[origin]]
    for faker in fakers:
        faker.seed_instance(7)
    for number in range(count):
        faker = fakers[number % len(fakers)]
        yield f"{faker.first_name()} {faker.last_name()}"


def write_sentences(name: str, number: int, style: str) -> tuple[str, int, int]:
    """A sentence in a style, and where the name stands."""
    before, after = SENTENCES[number % len(SENTENCES)].split("{}")
    written = [before, name, after]
    if style != "as written":
        written = [piece.lower() if style == "lower case" else piece.upper() for piece in written]
    return "".join(written), len(written[0]), len(written[0]) + len(written[1])
