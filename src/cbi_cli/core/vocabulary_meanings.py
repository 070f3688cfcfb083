"""When each word of a vocabulary applies, in one sentence, in English and in Spanish."""

from __future__ import annotations

from cbi_cli.core.vocabulary import OwnWords, text_in

VOCABULARY_MEANINGS: dict[str, dict[str, tuple[str, str]]] = {
    "kind": {
        "meeting": (
            "People of the parties met, in person or by video.",
            "Personas de las partes se reunieron, en persona o por video.",
        ),
        "summit": (
            "The heads of state or government of several countries met, and the meeting is called a summit.",
            "Los jefes de Estado o de gobierno de varios países se reunieron en lo que se llama una cumbre.",
        ),
        "visit": (
            "Someone traveled to another party, and the source tells of the trip rather than of one meeting.",
            "Alguien viajó a otra de las partes, y la fuente habla del viaje más que de una reunión.",
        ),
        "review": (
            "The parties took stock of work in progress, for example at midyear.",
            "Las partes revisaron el avance de trabajos en curso, por ejemplo a mitad de año.",
        ),
        "work": (
            "A source tells of negotiations or technical work, but not of a dated meeting.",
            "Una fuente habla de negociaciones o de trabajo técnico, pero no de una reunión con fecha.",
        ),
        "forum": (
            "Speakers and guests from both sides came together at what is called a forum.",
            "Ponentes e invitados de ambos lados coincidieron en lo que se llama un foro.",
        ),
        "conference": (
            "Many delegations came together with an agenda of their own at what is called a conference.",
            "Muchas delegaciones se reunieron con una agenda propia en lo que se llama una conferencia.",
        ),
        "agreement": (
            "The parties signed an agreement; the date is that of the signing.",
            "Las partes firmaron un acuerdo; la fecha es la de la firma.",
        ),
        "statement": (
            "The parties issued a joint statement or declaration.",
            "Las partes emitieron una declaración o un comunicado conjunto.",
        ),
        "plan": (
            "A plan of action was adopted or published.",
            "Se adoptó o se publicó un plan de acción.",
        ),
        "launch": (
            "A program, a working group or an institution began.",
            "Comenzó un programa, un grupo de trabajo o una institución.",
        ),
        "entry-into-force": (
            "An agreement took effect.",
            "Un acuerdo entró en vigor.",
        ),
        "anniversary": (
            "An earlier event was commemorated.",
            "Se conmemoró un acontecimiento anterior.",
        ),
    },
    "level": {
        "presidential": (
            "A president or another head of government in office led it.",
            "Lo encabezó un presidente u otro jefe de gobierno en funciones.",
        ),
        "president-elect": (
            "A president who was elected, but not yet in office, led it.",
            "Lo encabezó un presidente electo que aún no tomaba posesión.",
        ),
        "cabinet": (
            "A secretary, a minister or another member of a cabinet led it.",
            "Lo encabezó un secretario, un ministro u otro miembro de un gabinete.",
        ),
        "envoy": (
            "A special envoy led it, who acts for a president on one subject.",
            "Lo encabezó un enviado especial, que actúa en nombre de un presidente en un solo tema.",
        ),
        "deputy": (
            "A deputy of a secretary led it, such as an undersecretary.",
            "Lo encabezó un funcionario del nivel inmediato inferior al de secretario, como un subsecretario.",
        ),
        "agency": (
            "The head or other officials of an agency below the ministries led it.",
            "Lo encabezó el titular u otro funcionario de una dependencia de menor rango que las secretarías.",
        ),
        "legislative": (
            "Members of a congress or of one of its chambers led it.",
            "Lo encabezaron integrantes de un congreso o de una de sus cámaras.",
        ),
        "state": (
            "A governor or other officials of a state led it.",
            "Lo encabezó un gobernador u otro funcionario de un estado.",
        ),
        "municipal": (
            "A mayor or other officials of a city or county led it.",
            "Lo encabezó un alcalde u otro funcionario de una ciudad o un condado.",
        ),
        "judicial": (
            "Judges, courts or prosecutors led it.",
            "Lo encabezaron jueces, tribunales o fiscales.",
        ),
        "private": (
            "Companies, associations or private persons led it.",
            "Lo encabezaron empresas, asociaciones o particulares.",
        ),
        "academic": (
            "Universities or research centers led it.",
            "Lo encabezaron universidades o centros de investigación.",
        ),
    },
    "office": {
        "presidency": (
            "This is the president of a country, or someone of the president's office.",
            "Es el presidente de un país, o alguien de la oficina de la presidencia.",
        ),
        "vice-presidency": (
            "This is the vice president of a country.",
            "Es el vicepresidente de un país.",
        ),
        "prime-minister": (
            "This is a head of government who is not a president.",
            "Es un jefe de gobierno que no es presidente.",
        ),
        "foreign-affairs": (
            "This is the Secretary of State, or the foreign ministry.",
            "Es el canciller, o el ministerio de asuntos exteriores.",
        ),
        "ambassador": (
            "This is an ambassador or someone who acts as one.",
            "Es un embajador o quien hace sus veces.",
        ),
        "economy": (
            "This is the ministry of the economy or of commerce.",
            "Es el ministerio de economía o de comercio interior.",
        ),
        "trade": (
            "This is the office that negotiates trade, such as the United States Trade Representative.",
            "Es la oficina que negocia el comercio, como la Representación Comercial de Estados Unidos.",
        ),
        "finance": (
            "This is the treasury or the ministry of finance.",
            "Es la secretaría de hacienda o el ministerio de finanzas.",
        ),
        "homeland-security": (
            "This is the Department of Homeland Security, or someone who advises a president on it.",
            "Es el Departamento de Seguridad Nacional, o quien asesora en la materia a un presidente.",
        ),
        "public-security": (
            "This is the ministry of public security or of the police.",
            "Es la secretaría de seguridad pública o el ministerio a cargo de la policía.",
        ),
        "interior": (
            "This is the ministry of the interior, in Mexico the Secretariat of Governance.",
            "Es el ministerio del interior, en México la Secretaría de Gobernación.",
        ),
        "justice": (
            "This is an attorney general, or the ministry of justice.",
            "Es un fiscal o procurador general, o el ministerio de justicia.",
        ),
        "agriculture": (
            "This is the ministry of agriculture.",
            "Es la secretaría de agricultura.",
        ),
        "energy": (
            "This is the ministry of energy.",
            "Es la secretaría de energía.",
        ),
        "environment": (
            "This is the ministry or the agency for the environment.",
            "Es la secretaría o la agencia del medio ambiente.",
        ),
        "climate": (
            "This is the envoy or the office for climate change.",
            "Es el enviado o la oficina para el cambio climático.",
        ),
        "labor": (
            "This is the ministry of labor.",
            "Es la secretaría del trabajo.",
        ),
        "transportation": (
            "This is the ministry of transportation.",
            "Es la secretaría de transporte.",
        ),
        "tourism": (
            "This is the ministry of tourism.",
            "Es la secretaría de turismo.",
        ),
        "education": (
            "This is the ministry of education.",
            "Es la secretaría de educación.",
        ),
        "health": (
            "This is the ministry of health.",
            "Es la secretaría de salud.",
        ),
        "defense": (
            "This is the ministry of defense, or the armed forces.",
            "Es la secretaría de la defensa, o las fuerzas armadas.",
        ),
        "customs": (
            "This is the customs service.",
            "Es el servicio de aduanas.",
        ),
        "drug-policy": (
            "This is the office that directs the policy on drugs.",
            "Es la oficina que dirige la política de drogas.",
        ),
        "development": (
            "This is the agency for international development.",
            "Es la agencia para el desarrollo internacional.",
        ),
        "boundary-waters": (
            "This is a section of the International Boundary and Water Commission.",
            "Es una sección de la Comisión Internacional de Límites y Aguas.",
        ),
        "legislature": (
            "This is a congress, one of its chambers or its members.",
            "Es un congreso, una de sus cámaras o sus integrantes.",
        ),
        "governor": (
            "This is the governor of a state.",
            "Es el gobernador de un estado.",
        ),
        "mayor": (
            "This is the mayor of a city.",
            "Es el alcalde de una ciudad.",
        ),
        "university": (
            "This is a university or a research center.",
            "Es una universidad o un centro de investigación.",
        ),
        "business": (
            "This is a company or an association of companies.",
            "Es una empresa o una asociación de empresas.",
        ),
    },
    "mode": {
        "in-person": (
            "A source says that people met at a place, or traveled to it.",
            "Una fuente dice que hubo personas que se reunieron en un lugar o viajaron a él.",
        ),
        "virtual": (
            "They met by video or by telephone only.",
            "Se reunieron sólo por video o por teléfono.",
        ),
        "document": (
            "It is a document, and nobody met for it as far as the sources say.",
            "Es un documento y, hasta donde dicen las fuentes, nadie se reunió por él.",
        ),
        "unknown": (
            "No source that was read says how it was held.",
            "Ninguna fuente consultada dice cómo se realizó.",
        ),
    },
    "status": {
        "held": (
            "It took place, or the document was issued.",
            "Se realizó, o el documento se emitió.",
        ),
        "planned": (
            "It was announced, and no source says yet that it took place.",
            "Se anunció, y ninguna fuente dice todavía que se haya realizado.",
        ),
        "postponed": (
            "It was announced and then put off.",
            "Se anunció y después se pospuso.",
        ),
        "cancelled": (
            "It was announced and then called off.",
            "Se anunció y después se canceló.",
        ),
    },
}


def word_meaning(vocabulary: str, word: str, lang: str, own: OwnWords = ()) -> str:
    """Return the sentence that says when a word applies, in a language."""
    for own_word in own:
        if (own_word.vocabulary, own_word.id) == (vocabulary, word):
            return text_in(own_word.meanings, lang)
    english, spanish = VOCABULARY_MEANINGS[vocabulary][word]
    if lang == "es":
        return spanish
    return english
