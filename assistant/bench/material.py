"""What the bench asks and reads: written for it, in the shape of real pages and questions."""

QUESTIONS = (
    "Comment refaire ma carte d'identité perdue ?",
    "Quel est le prix d'un passeport pour un adulte ?",
    "Comment déclarer la naissance de mon enfant ?",
    "Puis-je voter par procuration ?",
    "Comment inscrire mon enfant à l'école maternelle ?",
    "Quelles aides pour payer mon loyer ?",
    "Comment changer l'adresse sur ma carte grise ?",
    "Que faire si mon employeur ne paie pas mon salaire ?",
)

PASSAGE = (
    "La demande se fait à la mairie équipée d'une station de recueil. Vous devez vous présenter en personne, avec une "
    "photo d'identité de moins de six mois et un justificatif de domicile. Le titre est remis au lieu de la demande "
    "dans un délai qui dépend de la période. Il doit être retiré dans les trois mois qui suivent sa mise à "
    "disposition, sinon il est détruit. En cas de perte, vous devez aussi déclarer la perte au moment de la demande. "
)
