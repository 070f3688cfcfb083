"""The words of generated events.

Neighbors of one kind must not look like the same event entered twice. Each list is longer than the fifty neighbors
that are compared, is walked in a circle, and has a length without a common divisor with the others.
"""

from __future__ import annotations

THINGS: tuple[tuple[str, str], ...] = tuple(
    tuple(pair.strip().split("|", 1))  # type: ignore[misc]
    for pair in """
    Grain quotas|Cupos de granos
    Customs lanes|Carriles aduaneros
    Water tariffs|Tarifas del agua
    Wildfire brigades|Brigadas forestales
    Rail freight|Carga ferroviaria
    Midwife exchange|Intercambio de parteras
    Cattle health|Sanidad bovina
    Museum loans|Museografía itinerante
    Visa backlog|Rezago de visas
    Solar parks|Parques solares
    Cargo thefts|Robos de mercancía
    Youth orchestra|Orquesta juvenil
    Lithium pact|Pacto del litio
    Seasonal work permits|Permisos de empleo temporal
    Bridge tolls|Peajes de puentes
    Tomato dispute|Pleito tomatero
    Earthquake drills|Simulacros sísmicos
    Whale sanctuary|Santuario de ballenas
    Gun tracing|Armas rastreadas
    Airport slots|Turnos aeroportuarios
    Dual diplomas|Diplomas dobles
    Pipeline safety|Ductos seguros
    Avocado exports|Exportación de aguacate
    Bus terminals|Terminales camioneras
    Fentanyl labs|Laboratorios clandestinos
    Extradition requests|Extradiciones pendientes
    Monarch butterflies|Mariposa monarca
    Steel thresholds|Umbrales del acero
    Remittance fees|Comisiones por remesas
    Cloud hosting|Servidores en la nube
    Dengue vaccines|Vacunas del dengue
    Notary academy|Academia notarial
    Sugar syrup|Jarabe azucarado
    Coast guard rescue|Rescate marítimo
    Archive of maps|Mapoteca histórica
    Child custody|Custodia infantil
    Trucking coverage|Pólizas de tráileres
    Electric buses|Autobuses eléctricos
    Indigenous languages|Lenguas originarias
    Sewage pumps|Bombeo residual
    Pension totals|Pensiones acumuladas
    Film festival|Muestra de cine
    Chip packaging|Empaque de semiconductores
    Bail reform|Fianzas y libertad
    Desert aquifers|Acuíferos áridos
    Baseball academies|Ligas de béisbol
    Methane leaks|Fugas de metano
    Passport offices|Oficinas de pasaportes
    Shrimp nets|Redes camaroneras
    Domestic helpers|Trabajadoras del hogar
    Hydrogen corridor|Corredor de hidrógeno
    Opioid clinics|Clínicas contra opioides
    Village cooperatives|Cooperativas rurales
    """.strip().splitlines()
)
GROUPS: tuple[tuple[str, str], ...] = tuple(
    tuple(pair.strip().split("|", 1))  # type: ignore[misc]
    for pair in """
    port directors|jefes portuarios
    mayors|alcaldías
    rectors|rectorías
    union leaders|sindicatos
    senators|senadurías
    consuls|consulados
    truckers|transportistas
    ranchers|ganaderos
    chief auditors|auditorías
    rescue crews|socorristas
    prosecutors|fiscalías
    bankers|banqueros
    physicians|personal médico
    young farmers|jóvenes agricultores
    historians|cronistas
    engineers|ingenierías
    tribal elders|autoridades tribales
    shipping agents|agentes navieros
    police chiefs|mandos policiales
    teachers|magisterio
    chefs|cocineros
    biologists|biólogas
    test pilots|pilotos
    park rangers|guardaparques
    judges|magistraturas
    publishers|editoriales
    brokers|corredurías
    fishing fleets|flotas pesqueras
    miners|mineros
    nurses|enfermeras
    startup founders|emprendedores
    veterans|veteranos
    weavers|tejedoras
    hotel owners|hoteleros
    curators|museógrafos
    pharmacists|farmacéuticos
    firefighters|bomberos
    statisticians|estadísticas
    grocers|abarroteros
    choirs|coros
    geologists|geólogas
    lawyers|barras de abogados
    dockhands|estibadores
    migrant shelters|albergues
    poets|poetas
    surveyors|topógrafos
    coders|programadoras
    governors' aides|asesores estatales
    winemakers|vinicultores
    legislative clerks|oficialías parlamentarias
    beekeepers|apicultores
    students|estudiantado
    translators|traductoras
    grid operators|operadores eléctricos
    ombudsmen|defensorías
    """.strip().splitlines()
)
_US_CITIES = """
    Laredo, El Paso, San Diego, Tucson, Phoenix, Houston, Chicago, Denver, Albuquerque, Sacramento, Seattle, Atlanta,
    Boston, Miami, Nogales, Brownsville, McAllen, Yuma, Fresno, Portland, Dallas, Omaha, Detroit, Philadelphia,
    Baltimore, Raleigh, Las Vegas, Honolulu, Minneapolis, Kansas City
"""
_MX_CITIES = """
    Tijuana, Mexicali, Monterrey, Guadalajara, Puebla, Oaxaca, Hermosillo, Saltillo, Durango, Zacatecas, Morelia,
    Toluca, Cuernavaca, Campeche, Villahermosa, Tampico, Reynosa, Matamoros, Ensenada, La Paz, Culiacán, Tepic, Colima,
    Guanajuato, Pachuca, Xalapa, Chetumal, Tlaxcala, Aguascalientes, Chihuahua, Ciudad Acuña
"""
CITIES: tuple[tuple[str, str], ...] = tuple(
    (name.strip(), party) for party, names in (("us", _US_CITIES), ("mx", _MX_CITIES)) for name in names.split(",")
)
"""Cities with the party whose they are; hosts alternate all the same, since the list is walked with a stride."""

DETAILS: tuple[tuple[str, str], ...] = tuple(
    tuple(pair.strip().split("|", 1))  # type: ignore[misc]
    for pair in """
    shared ledgers|registros comunes
    faster refunds|reembolsos ágiles
    early warnings|alertas tempranas
    unpaid invoices|facturas vencidas
    a joint hotline|línea telefónica conjunta
    bilingual labels|etiquetas bilingües
    spare parts|refacciones
    drone patrols|patrullaje con drones
    flood maps|mapas de inundación
    night shifts|turnos nocturnos
    tax credits|créditos fiscales
    lost luggage|equipaje extraviado
    scholarships|becas
    mutual recognition|reconocimiento mutuo
    cold storage|bodegas frías
    witness protection|testigos protegidos
    open data|datos abiertos
    parking fines|multas
    radio channels|frecuencias de radio
    tree nurseries|viveros
    expired licenses|licencias caducas
    pilot budgets|presupuesto piloto
    weather stations|estaciones meteorológicas
    missing persons|personas desaparecidas
    noise limits|límites de ruido
    pupil transport|camiones escolares
    quarantine rules|reglas de cuarentena
    price ceilings|topes de precios
    ancient murals|murales antiguos
    inspection queues|filas de revisión
    sister museums|museos hermanos
    loan guarantees|garantías crediticias
    satellite images|imágenes satelitales
    fuel marking|marcado de combustible
    street lighting|alumbrado público
    pest traps|trampas para plagas
    unclaimed wages|salarios pendientes
    roving doctors|unidades médicas móviles
    exit polls|encuestas de salida
    zoning appeals|uso de suelo
    ferry timetables|horarios del transbordador
    bulk discounts|descuentos por volumen
    genome banks|bancos genéticos
    summer camps|campamentos de verano
    copper wiring|cableado de cobre
    hostage drills|ensayos de rescate
    orphan wells|pozos abandonados
    jury lists|listas de jurados
    kelp harvests|cosecha de algas
    vocal training|formación vocal
    quiet diplomacy|diplomacia discreta
    emission caps|tope a emisiones
    harbor dredging|dragado
    hiring halls|bolsas de trabajo
    wage audits|inspección salarial
    yellow pages|directorios
    x-ray scanners|equipos de rayos x
    """.strip().splitlines()
)
PERSONS: tuple[str, ...] = tuple(
    f"{first} {last}"
    for first in ("Alma", "Bruno", "Carla", "David", "Elena", "Frank", "Gloria", "Hugo", "Irene", "James", "Karen")
    for last in ("Ávila", "Brooks", "Cárdenas", "Duarte", "Ellison", "Fuentes", "Greene", "Herrera", "Ibáñez", "Jones")
)
OFFICES: tuple[str, ...] = (
    "foreign-affairs",
    "economy",
    "trade",
    "finance",
    "homeland-security",
    "justice",
    "energy",
    "environment",
    "labor",
    "transportation",
    "education",
    "health",
    "customs",
)
NOTES: tuple[tuple[str, str], ...] = (
    (
        "The two sides give different figures; the record follows the joint statement.",
        "Las dos partes dan cifras distintas; el registro sigue la declaración conjunta.",
    ),
    (
        "The source names the first day only; the length is taken from the printed agenda.",
        "La fuente sólo nombra el primer día; la duración se toma de la agenda impresa.",
    ),
    (
        "Local papers speak of a second session behind closed doors.",
        "La prensa local habla de una segunda sesión a puerta cerrada.",
    ),
)
