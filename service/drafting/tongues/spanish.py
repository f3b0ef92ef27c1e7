"""Spanish for the checks, as far as it goes."""

import re
from functools import partial

from service.drafting.number_tongues import SPANISH as NUMBERS
from service.drafting.tongues.base import Lexicon, acts, stemmer, stems, words

_STEM = stemmer(
    "aciones acion aremos eremos iremos are ere ire iendo ando imos amos aron ieron adas ados idas idos ada ado ida ido ara era ira as es os ar er ir an en o a e s"
)
_verbs = partial(stems, _STEM)

SPANISH = Lexicon(
    spoken=NUMBERS,
    stem=_STEM,
    customer=words("cliente clienta clientes usuario usuaria paciente llamante abonado abonada huesped"),
    agent=words(
        "agente agentes asesor asesora operador operadora representante gestor gestora empresa banco tecnico tecnica supervisor supervisora compania"
    ),
    idle=words(
        "el la los las un una unos unas de del al a y o que en con por para su sus se le les lo es ha han fue ser esta estaba "
        "como mas mi me te tu usted yo cliente clienta agente dijo muy ya si no"
    ),
    auxiliaries=words(
        "se le les lo la el los las ha han habia fue es era ser sido esta estaba a que no ya tambien nunca y un una va van"
    ),
    negations=words(
        "no nunca ningun ninguno ninguna nada nadie tampoco imposible incapaz rechazo rechaza nego fallo fallida fallido denegada denegado"
    ),
    idle_negations=(
        "no hay problema",
        "no se preocupe",
        "no te preocupes",
        "por que no",
        "no hay de que",
        "no solo",
    ),
    tells=_verbs(
        "dijo dice decir informo informa explico explica indico indica comento comenta confirmo confirma dio proporciono facilito describio menciono reporto aviso comunico aclaro agradecio"
    ),
    asks=_verbs(
        "pidio pide solicito solicita pregunto pregunta quiere queria quiso necesita necesitaba desea deseaba busca buscaba llamo prefiere prefirio reclamo"
    ),
    agrees=_verbs("acepto acepta accedio acordo aprobo"),
    declines=_verbs("rechazo rechaza nego denego"),
    offers=_verbs("ofrecio ofrece propuso propone sugirio recomendo"),
    vows=_verbs("prometio promete garantizo aseguro asegura comprometio"),
    told=_verbs("informado informada avisado avisada notificado notificada"),
    being=words("fue es sido era"),
    done=_verbs("hecho listo lista completado completada exito realizado realizada"),
    grants=_verbs("concedido concedida realizado emitido hecho aprobado"),
    acts=acts(
        _STEM,
        refund="reembolso reembolsar reembolsa reembolsado reembolsara devolver devolvera devolucion devuelto reintegro reintegrar",
        credit="abono abonar abonara acreditar",
        waive="condonar eximir",
        discount="descuento descontar rebaja",
        replace="reemplazo reemplazar cambio sustituir sustitucion",
        send="enviar envio envia enviara enviado mandar mandara correo mensaje",
        call="llamar llama llamara llamada contactar contactara contacto comunicar",
        book="reservar reserva reservado cita programar programo agendar agendo",
        cancel="cancelar cancela cancelado cancelara cancelacion anular anulado",
        change="modificar modificado actualizar actualizado corregir",
        pay="pagar pago pagara",
        visit="visitar visita visitara tecnico",
        escalate="escalar escalado escalara supervisor",
        repair="reparar reparacion reparara",
    ),
    shared_acts=frozenset({"@book", "@cancel", "@change", "@pay"}),
    no_acts=words(""),
    future=re.compile(
        r"\b(?:va a|van a|voy a|vamos a|\w{3,}(?:ara|era|ira|aran|eran|iran|are|ire|aremos|iremos))\b"
    ),
    binding=re.compile(
        r"\b(?:va a|van a|voy a|vamos a|\w{2,}(?:ara|era|ira|aran|eran|iran|are|ere|ire|aremos|eremos|iremos)|prometo|garantizo)\b"
    ),
    opened=re.compile(
        r"\b(?:si (?!,)|podria|podriamos|puedo|puede|puedes|quiere que|quizas|tal vez|seria|querria)"
    ),
    condition=re.compile(r"\bsi (?!,)"),
    yes=words("si claro vale perfecto correcto exacto bueno"),
    no=words("no"),
    before=words("por para a al con de del desde"),
    firsts=words("yo nosotros puedo podemos voy vamos"),
    telling=words(
        "el los las que es por para con una del mi su como pero esta muy gracias usted hola buenos necesito quiero tengo"
    ),
    joins=re.compile(r"[.!?;:,\n]+(?=\s|$)|\b(?:pero|y|porque|aunque|mientras|entonces)\b"),
    parts=re.compile(
        r"[.;]\s+|,?\s+(?:y|pero)\s+(?=(?:el cliente|la clienta|el agente|la agente|la empresa|el banco)\b)"
    ),
    aside=re.compile(r"\b(?:durante|en) la llamada\b|(?<=\bsr)\.|(?<=\bsra)\."),
    mere=re.compile(r"^[\s,.!]*no,"),
    possessive="",
    contraction="",
)
