"""Spanish for masking, of Spain and of Latin America: what callers and agents say when they read numbers out."""

from service.drafting.masking.languages import again
from service.drafting.masking.languages.base import (
    PRICED,
    Cue,
    Language,
    counting,
    near,
    phrases,
    story,
    words,
)

_UNITS = "uno/unos dos/doses tres cuatro/cuatros cinco/cincos seis siete/sietes ocho/ochos nueve/nueves"
_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"
_DIGIT = (
    r"(?:[0-9]|(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|doble|triple|diez|once|doce|trece|catorce"
    rf"|quince|dieci\w+|veint\w+|{_TENS.replace(' ', '|')}|\w{{2,6}}cientos)\b)"
)
_SMALL = r"(?:[0-9]{1,2}|uno|una|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
_FEW = r"(?:\w{1,20} ){0,4}?"
_NUMBERS = r"(?:digit(?:os?|itos)|numer(?:os?|itos|illos)|cifras)"
_LINK = (
    "es|la|el|son|numero|que|empieza|comienza|por|con|a|ver|le|dicto|dice|pone|de|credito|debito|terminacion"
)
_READ = rf"\b(?:tarjeta|plastico|la de (?:debito|credito)|visa|mastercard|amex|american express|maestro)(?:[ ,:]{{1,3}}(?:{_LINK}))*[ ,:]{{1,3}}{_DIGIT}{PRICED}"
_ASKED = (
    r"(?:da(?:r|rme|me|s)|deme|des|dig\w+|dec\w+|dict\w+|facilit\w+|necesit\w+|le[ae]\w*|indi\w+|proporcion\w+"
    r"|confirm\w+|tom\w+|introdu\w+|ingres\w+|pas\w+|anot\w+|teng\w+|tiene)"
)
_PLACES = ("detras", "reverso", "atras", "posterior", "dorso", "trasera")
_CODE = (
    r"\bcodigo(?! (?:postal|fiscal|promocional|de (?:descuento|barras|error|reserva|producto|cliente|area)))"
)
_GONE = "sms mensaje texto correo whatsapp movil celular envi mand lleg recib aplicacion app pantalla aparec"


def _behind(place: str) -> str:
    """Three digits and the place where they stand, in either order."""
    few = r"(?:tres|3|cuatro|4) (?:ultim[oa]s )?"
    return (
        rf"\b{few}{_NUMBERS}(?: \w{{1,20}}){{0,6}} {place}\b|\b{place}(?: \w{{1,20}}){{0,6}} {few}{_NUMBERS}"
        rf"|\b(?:codigo|numeritos|numero)(?:,? \w{{1,20}}){{0,4}} {place}\b"
        rf"|\b(?:tres|3)(?: ultimos)?(?:,? \w{{1,20}}){{0,6}} {place}\b|\b{place}(?:,? \w{{1,20}}){{0,3}}? {_DIGIT}.{{1,9}} {_DIGIT}.{{1,9}} {_DIGIT}"
        rf"|\b{place} (?:\w{{1,20}} ){{0,3}}?(?:dice|pone|sale|aparece|veo|leo|viene|tengo)\b"
    )


SPANISH = Language(
    name="es",
    zeros=words("cero ceros"),
    digits=counting(_UNITS),
    teens=counting("diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", first=10)
    | counting(
        "veintiuno/veintiun/veintiuna veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
        "veintiocho veintinueve",
        first=21,
    ),
    tens={"veinte": 20} | counting(_TENS, first=30, step=10),
    hundreds=counting(
        "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas quinientos/quinientas "
        "seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas novecientos/novecientas",
        first=100,
        step=100,
    ),
    scales={"mil": 1000},
    repeats={"doble": 2, "triple": 3, "cuadruple": 4},
    fold=words("veces"),
    weak=words("once dos tres"),
    markers=words("el los las mi por con del una lo para pero muy su mis y que tengo gracias favor es al"),
    slips={
        "ses": 6,
        "dose": 12,
        "sinco": 5,
        "sero": 0,
        "ocio": 8,
        "hocho": 8,
        "nuebe": 9,
        "sete": 7,
        "tress": 3,
    },
    months=words(_MONTHS),
    pauses=words("eh ehh em este esto mmm guion barra coma punto espacio pues"),
    joins=words("y"),
    links=words(
        "luego vale si entonces despues de es el la los las son ahora perdon no otra vez siguiente siguientes va a ver "
        "bueno digo mejor dicho seguido otro otros dice pone empieza por era del creo sigue continua era seria terminan"
    ),
    asides=words(
        "gracias favor perfecto claro listo listos bien dale digame dime aja exacto correcto entiendo muy "
        "momento continue adelante estupendo genial de-acuerdo acuerdo senor senora anotado apuntado escucho oigo"
    ),
    cues=again.SPANISH
    | {
        Cue.NUMBER: {
            "tarjeta": rf"\b(?:numer(?:os?|acion)|{_NUMBERS}|datos) {_FEW}tarjeta|tarjeta {_FEW}(?:numero|numeracion)\b"
            rf"|\b(?:pag\w+|abon\w+|cobr(?:ar|e|ame|eme|elo|arlo)|carg(?:ar|ue|uelo|arlo|alo)|us(?:ar|e|o)|utiliz\w+) {_FEW}tarjeta"
            rf"|\bcon (?:(?:la|mi|una|su|esta|otra|tu) )?(?:\w{{1,20}} )?tarjeta|tarjeta completa|{_READ}",
            "dieciseis": rf"dieciseis {_NUMBERS}",
            "digitos": r"\b(?:16|15|quince) digitos",
            "numeracion": r"\bnumeracion\b",
            "numero": r"\bnumeros? (?:larg[oa]s?|completos?|grandes?)|numeros? (?:\w{1,20} ){0,4}?(?:delante|frente|anverso)\b",
            "plastico": rf"\b(?:numeros?|datos) {_FEW}plastico|{_READ}",
            "debito": _READ,
            "credito": _READ,
            "visa": _READ,
            "mastercard": _READ,
            "amex": _READ,
            "american express": _READ,
            "maestro": _READ,
        },
        Cue.CARD: {
            "tarjeta": r"tarjetas?\b",
            "mastercard": r"mastercard\b",
            "plastico": r"\bplastico\b",
            "pago": r"(?:proces\w+|realiz\w+|tom\w+|forma de|medio de|metodo de|datos de|hacer) (?:el |su |un )?pago",
        },
        Cue.ASK: {"tarjeta": rf"\b{_ASKED} {_FEW}tarjeta"},
        Cue.LOSS: {
            "tarjeta": r"\b(?:perd\w+|rob\w+|bloque\w+|cancel\w+|extravi\w+|nueva|renov\w+|repo\w+|anul\w+|solicit\w+)\b|tarjeta (?:ya )?(?:se )?(?:les? |te )?(?:lleg|sale|va|lo )"
        },
        Cue.CODE: {
            "seguridad": rf"seguridad(?! social)(?:,? \w{{1,20}}){{0,6}}? {_DIGIT}|\b(?:codigo|numeros?|clave|digitos|cifras|el|los)(?: de)? seguridad\b(?! social)",
            "verificacion": rf"\b(?:codigo|numero|digitos) (?:de )?verificacion {_FEW}(?:tarjeta|detras|reverso|atras)",
            "ce": r"\bce (?:uve uve|ve ve|uve ce|doble uve|uve ve|be be|u ve|uveuve|v v)\b",
            "firma": rf"\b(?:{_NUMBERS}|numero|codigo|tres)(?: \w{{1,20}}){{0,5}} firma\b|\bfirma(?:,? \w{{1,12}}){{0,6}} {_DIGIT}",
            "numeritos": r"\b(?:numeritos|numerillos|digititos)\b(?: \w{1,20}){0,4} (?:firma|tarjeta|banda|atras|detras)\b",
            "banda": rf"\btres {_NUMBERS}(?: \w{{1,20}}){{0,4}} banda\b",
            "ceu": r"\bceu\w{0,3}v\w{1,6}\b",
            "cev": r"\bcev[ei](?:v|c)[ei]\b",
            "ceb": r"\bcebebe\b",
            "se": r"\bse (?:uve uve|uve ve)\b",
            "cuatro & delant": rf"\bcuatro (?:{_NUMBERS} )?(?:\w{{1,12}} )?(?:de |por )?(?:ahi )?delante\b",
            "cuatro & front": rf"\bcuatro (?:{_NUMBERS} )?(?:\w{{1,12}} )?(?:de |del )?(?:frente|frontal)\b",
            "tres": rf"\b(?:las|los) tres {_NUMBERS}(?: (?:son|es|que|de|ahi))*[ ,:]{{1,3}}{_DIGIT}",
        }
        | {place: _behind(place) for place in _PLACES},
        Cue.SENT: {
            "codigo": r"\bcodigo (?:\w{1,20} )?(?:de |temporal|unico)?(?:verificacion|autenticacion|validacion|un solo uso|temporal|unico)",
            "token": r"\btoken\b",
            "clave": r"\bclave (?:dinamica|temporal|de un solo uso)",
        }
        | near("codigo", _CODE, _GONE),
        Cue.CODED: {
            "codigo": rf"{_CODE} (?:\w{{1,20}} ){{0,3}}?(?:es|era|dice|son|pone)(?: el| la)?,? {_DIGIT}"
        },
        Cue.BACK: {place: rf"\b{place}\b" for place in _PLACES}
        | {
            "codigo": rf"\b(?:el|su) {_CODE}",
            "tres": r"\btres (?:ultim[oa]s|de atras)\b",
            "ultim": r"\bultim[oa]s tres\b",
        },
        Cue.READ: {
            "numero": r"\b(?:el|ese|este|su|cual|cual es el|los|esos) numeros?\b",
            "digitos": r"\b(?:los|sus|esos|todos) (?:\w{1,20} ){0,2}?digitos",
        },
        Cue.PIN: {
            "clave": r"(?<!palabra )(?<!palabras )\bclaves?\b(?! (?:de la cuestion|del problema|wifi))",
            "secret": r"secret[oa]s?\b",
            "contrasena": r"contrasenas?\b",
            "nip": r"\bnip\b",
            "codigo": r"\bcodigo (?:pin|personal|de acceso|(?:\w{1,20} ){0,2}cajero)",
        }
        | story(
            "metido meti meto puesto puse pongo tecleado teclee tecleo marcado marque marco pulsado pulse introducido introduje",
            "cajero datafono bloque incorrect erroneo traga tarjeta",
            rf"\b(?:metido|meti|meto|puesto|puse|pongo|tecle\w+|marcado|marque|marco|puls\w+|introdu\w+)(?: \w{{1,8}}){{0,6}}? {_DIGIT}",
        ),
        Cue.RECALL: {
            "recuerd": r"recuerd\w+",
            "acuerd": r"\bacuerd[oa]\b",
            "creo": r"creo que (?:es|era|la|el)",
            "puede": r"puede (?:que sea|ser)",
            "podria": r"podria ser",
            "sera": r"\bsera\b",
            "prueb": r"prueb[ae]",
            "intent": r"intent[ea]",
            "espere": r"espere",
        },
        Cue.EXPIRY: {
            "caduc": r"caduc\w+",
            "venc": r"venc\w+",
            "vence": r"vence",
            "expir": r"expira|expiracion",
            "valid": r"valid[ao]s? (?:\w{1,20} )?hasta|validez|vigen(?:te|cia)",
            "vigen": r"vigen(?:te|cia)",
            "vale": r"\bvale hasta",
            "sirve": r"\bsirve hasta",
            "hasta": r"hasta cuando",
            "hasta & tarjeta": rf"hasta (?:\w{{1,20}} ){{0,3}}?(?:{_MONTHS.replace(' ', '|')}|[0-9])",
            "mes": r"\bmes y (?:el )?ano\b",
        },
        Cue.OTHER: {
            "telefono": r"(?:numero|su|el|un) (?:de )?telefono|telefono de",
            "celular": r"numero (?:de )?celular|su celular",
            "movil": r"numero (?:de )?movil|su movil",
            "nacimiento": r"fecha de nacimiento",
            "pedido": r"pedido",
            "cuenta": r"numero de (?:la |su )?cuenta",
            "dni": r"\bdni\b",
            "nif": r"\bnif\b",
            "postal": r"codigo postal",
            "direccion": r"direccion",
            "referencia": r"referencia",
            "cliente": r"numero de cliente",
            "poliza": r"poliza",
            "reserva": r"(?:numero|codigo|localizador) (?:de )?(?:la |su )?reserva",
            "factura": r"numero de (?:la )?factura",
            "cuant": r"\bcuant[oa]s\b",
            "iban": r"\biban\b",
            "cedula": r"cedula",
            "pasaporte": r"pasaporte",
            "importe": r"\bimporte\?",
            "monto": r"\bmonto\?",
            "numero": r"\bnumeros? (?:de (?:la |su |mi )?|del )(?:serie|contador|seguimiento|matricula|expediente|envio)",
            "cantidad": r"\bcantidad\?",
        },
    },
    other_cards=(
        r"tarjetas? (?:de )?(?:socio|fidelidad|puntos|embarque|identidad|sim|transporte|sanitaria|visita|cliente|residencia|circulacion|memoria|club|abono|bus|metro|biblioteca|parking|menu|invitacion|felicitacion|descuento|gimnasio|postal)\b",
    ),
    counts={
        "por": r"por cien(?:to)?",
        "tres cuatro dos": r"tres (?:bien|gentil|vite|volontiers|long|cher|simple|content)|(?:dos|tres|cuatro) veces(?! (?:el )?(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))"
        r"|(?<=los )(?:tres|cuatro)(?= (?:de|del|por) (?:detras|atras|reverso|dorso|delante|el dorso|la parte))",
        "quince": r"quince son quince",
        "entre": rf"entre (?:las )?{_SMALL} y (?:las )?{_SMALL}",
        "de del": rf"de (?:las )?{_SMALL} a (?:las )?{_SMALL}|del {_SMALL} al {_SMALL}",
        "primeros primeras ultimos ultimas otros otras siguientes": r"(?:primer|ultim|otr|siguiente)[oa]?s (?:dos|tres|cuatro"
        rf"|cinco|seis|ocho|[2-9])(?: {_NUMBERS})?",
        "cada ninguno": r"cada uno|ninguno",
        "uno": r"uno (?:de|que|mas|por|a)",
    },
    counted=phrases(
        "digito, digitos, cifra, cifras, numero, numeros, numeritos, letras, caracteres, ultimos, ultimas, primeros, primeras"
    ),
    units=words(
        "euro euros centimo centimos centavos peso pesos dolar dolares soles dia dias semana semanas mes meses ano anos "
        "hora horas minuto minutos segundos persona personas vez veces adulto adultos nino ninos noche noches puntos "
        "grados kilo kilos gramos metros kilometros gigas giga megas unidades cajas entradas billetes habitaciones "
        "millones cuotas copias maletas pasajeros pulgadas km asientos butacas litros plazas partes"
    ),
    unit_phrases=(
        r"al (?:dia|mes|ano)\b|por (?:hora|dia|noche|persona)\b|en total|con iva|mas iva|por cien(?:to)?|redondos|todo incluido|mas (?:[0-9]|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veint|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien)|y media|y cuarto|menos cuarto|en punto|de la (?:manana|tarde|noche)",
        rf"(?:de |del )(?:{_MONTHS.replace(' ', '|')})",
    ),
    labels=phrases(
        "pedido, reserva, referencia, factura, poliza, cita, habitacion, vuelo, puerta, extension, interno, postal, cp, "
        "piso, planta, portal, apartamento, departamento, calle, avenida, expediente, incidencia, ticket, tiquete, total, "
        "precio, coste, costo, importe, monto, saldo, cuota, tarifa, cobraron, cobran, cobrado, pague, pagado, cuesta, "
        "costo, cuestan, version, modelo, pagina, edad, limite, tope, maximo, minimo, nacido, nacida, naci, talla, error, linea, asiento, fila, plan, "
        "cliente, envio, localizador, guia, folio, tramite, reclamo, reclamacion, orden, asientos, tren, autobus, butaca, butacas, vagon, coche, mesa, anden, parte, partes, lunes, martes, miercoles, jueves, viernes, sabado, domingo"
    ),
    names=phrases(
        "telefono, celular, movil, contacto, cuenta, nacimiento, fecha, dni, nif, nie, cedula, poliza, pedido, reserva, "
        "referencia, seguimiento, cliente, factura, pasaporte, orden, expediente, seguridad social, contrato"
    ),
    label_links=words(
        "numero num codigo id tiene lleva es era son de del la el los las fue por a unos unas en con seria mi su actual aproximadamente"
    ),
    streets=words("calle avenida avda plaza paseo carrera ronda camino carretera"),
    times=words("las sobre desde hasta entre hacia"),
    years=words("en de del desde ano"),
    last_four=(
        r"(?:terminad|acabad)[oa]s? en|(?:termina|acaba|terminan|acaban)(?: en| con)?|terminacion",
        r"ultimos (?:cuatro|4)(?: digitos| numeros)?(?: (?:son|es|de|la|mi|el|tarjeta))*",
        r"(?:cuatro|4) ultimos(?: digitos| numeros)?(?: (?:son|es|de|la|mi|el|tarjeta))*",
    ),
)
