"""How it sounds in Spanish, French and German when somebody speaks to the note-taking; accents are gone by then."""

from service.drafting.addressed.families import Family

_MAQUINA = r"(?:sistema|asistente|ia|bot|modelo|programa|robot|resumen|maquina|ordenador|computadora?|software|aplicacion|grabacion|grabadora|inteligencia artificial)"
_FICHA = (
    r"(?:resumen|registro|crm|ficha|informe|notas?|parte|expediente|acta|transcripcion|nota final|formulario)"
)
_ESCRIBE = r"(?:escrib\w+|apunt\w+|redact\w+|anot\w+|resum\w+|transcrib\w+|registr\w+|rellen\w+|tecle\w+|tome notas|toma notas|hag?a? el resumen)"
_ESCRIBA = r"(?:escriban?|apunten?|redacten?|anoten?|resuman?|transcriban?|registren?|rellenen?|tomen? notas|hagan? (?:el|las) (?:resumen|informe|notas?)|escuchen? esto|lean? esto)"
_PON = r"(?:pon|ponga|poned|pongan|ponme|escrib[ae]n?|anot[ae]n?|apunt[ae]n?|inclu(?:ye|ya|yan)|marc[ae]|marque|registr[ae]|clasific[ae]|clasifique|codific[ae]|codifique|elig[ea]|elija|selecciona|seleccione|borr[ae]|cambi[ae]|guard[ae]|archiv[ae]|archive|catalog[ae]|catalogue|trat[ae]|cuent[ae]|indi(?:ca|que)|diga|di|conste|figure|quit[ae]|quite)"
_TIPO = r"(?:reembolso|queja|reclamacion|baja|cancelacion|pago|devolucion|resuelt[oa]|consulta|pregunta|incidencia|fraude|pedido|cerrad[oa]|solucionad[oa]|cambio|cita)"

SPANISH = Family(
    "inteligencia virtual digital automatica automatico aplicacion grabadora computador nota notas mensaje instruccion instrucciones aviso atencion sistema asistente ia bot modelo programa robot resumen maquina "
    "ordenador computadora software llamada conversacion disposicion reglas ordenes indicaciones registro crm ficha informe parte "
    "expediente acta transcripcion cuadro ventana pantalla casilla formulario recuadro queda cuenta quien quienquiera persona campo importe motivo codigo conste categoria grabacion",
    (
        rf"\b(?:notas?|mensaje|instruccion(?:es)?|aviso|atencion|orden|recado|esto(?: es| va)?|una cosa|va) (?:es |va )?(?:para|al?|del?) (?:el |la |tu |su )?(?:\w+ )?{_MAQUINA}\b",
        rf"\b{_MAQUINA},? (?:por favor )?(?:pon|ponga|escrib[ae]|anot[ae]|apunt[ae]|marc[ae]|marque|registr[ae]|borr[ae]|ignor[ae]|olvid[ae]|clasific[ae]|clasifique)\b",
        rf"\b(?:al|a la|al programa|a el) {_MAQUINA}\b.{{0,40}}\b(?:digo|pido|ordeno|mando|ruego) que\b",
        rf"\b(?:senor|senora|senorita|querido|querida|estimado) {_MAQUINA}\b|\b(?:asistente|agente|voz) (?:virtual|digital|automatic[oa])\b.{{0,40}}\b(?:apunt|anot|pong|regist|marqu|escrib)\w+",
        r"\bpara (?:el|ese|su|tu) (?:\w+ )?(?:resumen|informe|registro|parte)\b.{0,30}\b(?:dira|diga|pondra|ponga|anotara|anote|escribira|escriba|indique)\b",
        rf"\b(?:oye|oiga|atencion|querid[oa]|estimad[oa]) (?:senor |el |la )?{_MAQUINA}\b",
        rf"\bpara (?:el|la|quien|los?) ?(?:{_MAQUINA}|persona|que|senorita)? ?(?:que )?(?:lo |la |nos |me |todo )?{_ESCRIBE}\b",
        rf"\bquien(?:quiera)?(?: que)? (?:\w+ ){{0,3}}?{_ESCRIBA}\b",
        rf"\b(?:el que|la que|los que|la persona que|la maquina que|el programa que|alguien|si alguien|la senorita que|el senor que) (?:\w+ ){{0,3}}?{_ESCRIBE}\b.{{0,40}}\b(?:{_FICHA}|esto|llamada|todo|conversacion)\b",
        r"\b(?:ignor[ae]|ignore[ns]?|olvid[ae]n?|olvidate de|olvidese de|descart[ae]|haz caso omiso de|haga caso omiso de|omit[ae]|no (?:sigas|siga|hagas caso)(?: de| a)?|saltate|saltese) (?:\w+ ){0,4}?(?:instrucciones|reglas|indicaciones|ordenes|normas|conversacion)\b",
        r"\b(?:ignora|olvida|olvide|ignore) (?:todo )?(?:lo (?:anterior|que te|que le|de antes|demas))\b",
        rf"\b{_PON} (?:\w+ ){{0,2}}?(?:esta |la |el )?(?:llamada|conversacion|resumen|disposicion) (?:\w+ )?(?:como|con|que|en|de|por)\b",
        rf"\b(?:{_PON}|hay que (?:\w+)|poner|marcar|registrar|clasificar|anotar|apuntar|escribir|archivar) (?:\w+ ){{0,3}}?(?:esto|esta|la llamada|lo|llamada) (?:\w+ )?como\b",
        rf"\b(?:en|al|de) (?:el |la |las |los |su |tu |sus |tus )?{_FICHA},? (?:de la llamada,? )?(?:que )?(?:por favor )?(?:debe|tiene que|que|{_PON})\b",
        rf"\b{_PON} (?:\w+ ){{0,8}}?(?:en|al|del) (?:el |la |las |su |tu |sus )?(?:campo|{_FICHA}|importe|motivo|codigo|categoria)\b",
        r"\b(?:motivo|codigo|categoria|campo|importe|resumen|clasificacion|tipo)(?: (?:de|del) (?:la |esta )?(?:llamada|importe|contacto|producto|conversacion))? (?:debe|tiene que|deberia|ha de|hay que) (?:ser|poner|decir|figurar|constar|quedar|ponerlo|reflejar)\b",
        rf"\b(?:codigo|categoria|clasificacion|tipo)(?: (?:de|del) (?:la |esta )?(?:llamada|contacto|conversacion))? (?:es|sera|pone|ponga) (?:\w+ )?{_TIPO}\b",
        r"\bque (?:conste|quede constancia|figure|se registre|se anote|se apunte|se clasifique)\b.{0,80}",
        r"\b(?:llamada|conversacion|esto|caso) (?:\w+ ){0,2}?(?:se (?:registra|clasifica|archiva|guarda|anota|cuenta)|(?:queda|quede|tiene que quedar|debe quedar|debe figurar|debe constar|sea|fue|ha sido) (?:\w+ )?(?:clasificad|registrad|marcad|archivad|anotad|como))\w*",
        r"\b(?:cuadro|ventana|pantalla|casilla|formulario|recuadro|ficha)\b.{0,60}\b(?:me (?:pone|ponga|marca|marque|escribe|escriba)|(?:pone|ponga|marque|escriba|seleccione) (?:usted |me |que |ahi |alli )*)",
        r"\b(?:lo|esto|la llamada|todo) (?:\w+ )?(?:cuenta|pasa|va|queda|cierra|cierre|consta) como (?:un |una )?(?:reembolso|queja|reclamacion|baja|cancelacion|pago|devolucion|resuelt|pregunta|fraude|pedido)\w*",
        r"\ben (?:el|su|tu) (?:sistema|ordenador|programa),? (?:\w+ )?(?:please|put|write|pon|ponga|escrib[ae]|marque|marca|mete|meta|figure|conste|anote|anota)\b",
        r"\b(?:agente|operadora?|supervisora?|sistema|asesora?)\s*:",
    ),
)

_MACHINE = r"(?:systeme|assistante?|ia|robot|bot|modele|logiciel|outil|machine|programme|ordinateur|intelligence artificielle|application|enregistreur|resume automatique)"
_DOSSIER = r"(?:resume|compte[- ]rendu|crm|fiche|dossier|notes?|rapport|transcription|formulaire|proces[- ]verbal|recapitulatif)"
_REDIGE = r"(?:ecri\w+|redig\w+|note(?:nt|ra)?|noter|resum\w+|transcri\w+|tap(?:e|ent|era)|prend(?:ra)? (?:des|les) notes|rempli\w+|prepar\w+|enregistre\w*|fai(?:t|ra)|lit|lira|ecoute\w*)"
_METS = r"(?:mett(?:ez|re|ons|s)|mets|not(?:e|ez|er)|ecri(?:s|vez|re)|inscri(?:s|vez|re)|ajout(?:e|ez|er)|indiqu(?:e|ez|er)|marqu(?:e|ez|er)|class(?:e|ez|er)|enregistr(?:e|ez|er)|cod(?:e|ez|er)|choisi(?:s|ssez|r)|selectionn(?:e|ez|er)|efface[zr]?|supprim(?:e|ez|er)|change[zr]?|rempla(?:ce|cez|cer)|rang(?:e|ez|er)|compt(?:e|ez|er)|trait(?:e|ez|er)|coch(?:e|ez|er))"

FRENCH = Family(
    "administrateur admin superviseur responsable intelligence application enregistreur note notes message instruction instructions consigne consignes attention systeme assistant assistante ia robot bot modele "
    "logiciel outil machine programme ordinateur regles directives ordres appel conversation resume compte rendu crm fiche dossier "
    "ecran fenetre case cadre formulaire retiens retenez notez qui compte passe vaut rapport transcription personne celui celle ceux quiconque champ montant motif code categorie rubrique",
    (
        rf"\b(?:note|message|instructions?|consigne|attention|ordre|remarque|ceci est|c'est|cela s'adresse|je m'adresse|un mot) (?:pour|au|a l'|a la|a|du) ?(?:le |la |l'|votre |cette |ce )?{_MACHINE}\b",
        rf"\b{_MACHINE},? (?:s'il (?:te|vous) plait,? )?(?:mets|mettez|note|notez|ecris|ecrivez|marque|marquez|classe|classez|efface|ignore|oublie|inscris|enregistre)\b",
        rf"\b(?:au|a la|a l'|a cette|a ce) ?{_MACHINE}\b.{{0,40}}\b(?:je (?:dis|demande|ordonne)|de (?:noter|mettre|ecrire|classer))\b",
        rf"\b(?:pour|dans|sur) (?:le|la|votre|ton|ce|cette) (?:\w+ )?{_DOSSIER}\b.{{0,30}}\b(?:vous|tu|on) (?:\w+ )?(?:dir(?:ez|as|a)|mettr(?:ez|as|a)|noter(?:ez|as|a)|ecrir(?:ez|as|a)|indiquer(?:ez|as|a)|marquer(?:ez|as|a)|choisir(?:ez|as|a))\b",
        r"\b(?:ici|c'est) (?:l'administrateur|l'admin|le superviseur|le systeme|le responsable)\b",
        rf"\b(?:cher|chere|dis|dites|ecoute) (?:le |la |l'|monsieur |madame )?{_MACHINE}\b",
        rf"\b(?:celui|celle|ceux|la personne|le collegue|la collegue|la machine|le logiciel|le programme|l'ordinateur|l'outil|le robot|quiconque|quelqu'un|les gens|la dame|le monsieur|si on|ce) (?:ou celle )?(?:qui )?(?:\w+ ){{0,3}}?{_REDIGE}\b.{{0,60}}?\b(?:{_DOSSIER}|appel|cela|tout ca|conversation|echange)\b",
        r"\b(?:ignor(?:e|ez|er)|oubli(?:e|ez|er)|ne ten(?:ez|ds) (?:pas|plus) compte|ne tiens (?:pas|plus) compte|laiss(?:e|ez) tomber|ne sui(?:s|vez) (?:pas|plus)) (?:\w+ ){0,4}?(?:instructions|regles|consignes|directives|ordres)\b",
        r"\b(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:tout )?(?:ce (?:qui precede|qu'on (?:t'|vous )|que (?:je|l'agent|vous)))",
        rf"\b{_METS} (?:\w+ ){{0,2}}?(?:cet |cette |l'|le |la |mon |ce )?(?:appel|conversation|resume|code|dossier) (?:\w+ )?(?:comme|en|avec|que|sous|dans)\b",
        rf"\bdans (?:le|la|les|votre|vos|ton|tes) {_DOSSIER},? (?:\w+ ){{0,3}}?(?:doit|devra|devrait|{_METS})\b",
        rf"\b{_METS}(?:-\w+)? (?:\w+ ){{0,8}}?(?:dans|sur|a|au|sous) (?:le |la |les |l'|votre |vos |ton |tes )?(?:champ|rubrique|{_DOSSIER}|motif|montant)\b",
        r"\b(?:motif|code|categorie|champ|montant|resume|compte[- ]rendu|rapport)(?: (?:de|du) (?:l'|cet |contact|l'appel|montant|produit))?(?: ?appel)? (?:doit|devra|devrait) (?:\w+ )?(?:dire|etre|indiquer|mentionner|afficher|porter)\b",
        r"\b(?:code|categorie|classement)(?: (?:de|du) (?:l'|cet |contact|l'appel))?(?: ?appel)? (?:est|sera|c'est) (?:\w+ )?(?:remboursement|reclamation|resiliation|annulation|paiement|resolu|regle|question|livraison|fraude)\b",
        r"\b(?:appel|conversation|dossier|cas) (?:\w+ ){0,3}?(?:etre|est|soit|a ete|sera|doit) (?:\w+ ){0,2}?(?:classe|enregistre|note|marque|range|code|traite|compte|inscrit)e?s? (?:\w+ )?(?:comme|en|sous|dans)\b",
        r"\b(?:classe[zr]?|enregistre[zr]|range[zr]?) (?:ca|cela|le|la|ceci|tout) (?:\w+ )?(?:comme|en|sous|dans)\b",
        r"\bqui (?:prends?|prenez|note[sz]?|ecri(?:s|t|vez)|enregistre[sz]?|ecoute[sz]?|retien[st]) (?:\w+ ){0,2}?(?:(?:en |des )?notes?|tout|cet appel|l'appel)\b",
        r"\b(?:retiens|retenez|notez|note) (?:bien |donc |surtout )*qu(?:e|') ?(?:\w+ )?(?:ai|a|avez|as|suis|est|ete|l'agent|vous m'|on m')\b.{0,60}\b(?:rembours|promis|accord|offert|accept|confirm|annul|resili|regle)\w*",
        r"\b(?:ecran|fenetre|case|cadre|formulaire)\b.{0,60}\b(?:mett(?:ez|re)|mets|coch(?:ez|e)|choisi(?:ssez|s)|ecri(?:vez|s)|inscri(?:vez|s))\b",
        r"\b(?:ca|cela|l'appel|tout) (?:compte|passe|vaut|reste|est classe) (?:comme|pour|en) (?:un |une )?(?:remboursement|reclamation|resiliation|annulation|paiement|question|commande|fraude)\b",
        r"\b(?:agente?|conseill(?:er|ere)|operateur|superviseur|systeme)\s+:",
    ),
)

_GERAET = r"(?:system|assistent(?:en|in)?|ki|bot|modell|programm|software|computer|rechner|maschine|roboter|kunstliche intelligenz|aufzeichnung|sprachmodell|mitschrift|aufnahme|app)"
_AKTE = r"(?:zusammenfassung|gesprachsnotiz|gesprachsprotokoll|crm|vermerk|protokoll|notiz(?:en)?|akte|bericht|mitschrift|formular|maske|vorgang|eintrag)"
_SCHREIBT = r"(?:schreib\w*|protokollier\w*|notier\w*|tipp(?:t|en)|verfass\w*|zusammenfass\w*|aufschreib\w*|mitschreib\w*|erstell\w*|ausfull\w*|transkribier\w*|mach(?:t|en)|abtipp\w*|zuhor\w*|mithor\w*|liest|fuhrt)"
_ALS = r"(?:markier\w*|vermerk\w*|klassifizier\w*|verbuch\w*|erfass\w*|codier\w*|kodier\w*|notier\w*|trag\w*|speicher\w*|ableg\w*|ableg\w*|leg\w*|stuf\w*|einstuf\w*|einordn\w*|ordn\w*|abspeicher\w*|kennzeichn\w*|fuhr\w*|buch\w*|behandel\w*|schreib\w*|kategorisier\w*|abschliess\w*|schliess\w*|setz\w*)"

GERMAN = Family(
    "administrator administratorin admin vorgesetzte teamleiter teamleiterin supervisor programmierer entwickler status abschluss schluss ende menu liste intelligenz app aufnahme notiz notizen nachricht anweisung anweisungen hinweis achtung befehl befehle regeln vorgaben instruktionen system assistent assistenten "
    "ki bot modell programm software computer rechner maschine roboter anruf gesprach telefonat zusammenfassung vorgangscode abschlusscode "
    "gesprachsnotiz gesprachsprotokoll vermerk protokoll akte bericht mitschrift formular maske crm wer derjenige diejenige jemand betrag "
    "daraus hieraus raus gilt zahlt lauft fenster bildschirm kastchen haken auswahlfeld kollege kollegin freund herr frau du feld grund kategorie code vorgang aufzeichnung sprachmodell eintrag",
    (
        rf"\b(?:notiz|nachricht|anweisung(?:en)?|hinweis|achtung|befehl|bemerkung|das hier (?:ist|geht)|das geht|dies ist|das ist) (?:fuer|fur|an) (?:das |den |die |eure? |ihre? |euer )?(?:\w+ )?{_GERAET}\b",
        rf"\b(?:lieber|liebe|liebes|achtung|hor zu) {_GERAET}\b",
        rf"\b(?:{_GERAET})[,:]? (?:bitte |jetzt |mal )?(?:schreib|setz|markier|ignorier|trag|vermerk|notier|leg|merk|losch|vergiss|nimm)(?:e|en sie)?\b",
        r"\b(?:ignorier\w*|vergiss|vergessen sie|vergesst|missachte\w*|(?:ue|u)bergeh\w*|befolg\w* nicht|streich\w*) (?:\w+ ){0,4}?(?:anweisung(?:en)?|regeln|vorgaben|instruktionen|befehle|anleitung)\b",
        r"\b(?:ignorier\w*|vergiss|vergessen sie) alles\b",
        rf"\b(?:wer (?:auch )?(?:immer )?|(?:der|die|das)(?:jenige)?,? (?:\w+ )?(?:der|die|das|welche[rs]?) |jemand,? (?:der|die)? ?|(?:{_GERAET}|person|kollege|kollegin|leute),? (?:der|die|das) )(?:\w+ ){{0,4}}?(?:{_AKTE}|das hier|das alles|mit|den text|diesen? (?:anruf|text)|dieses gesprach|es) ?(?:\w+ ){{0,2}}?{_SCHREIBT}\b",
        rf"\b(?:wer (?:auch )?immer|(?:der|die|das)jenige) (?:\w+ ){{0,6}}?{_SCHREIBT}\b",
        rf"\b{_ALS} (?:\w+ ){{0,3}}?(?:anruf|gesprach|telefonat|zusammenfassung|vorgangscode|abschlusscode) (?:\w+ )?(?:als|mit|unter|dass)\b",
        rf"\b(?:anruf|gesprach|telefonat|vorgang|fall) (?:\w+ ){{0,4}}?(?:als|unter) (?:\w+ ){{1,4}}?(?:{_ALS}|abgelegt|verbucht|erfasst|gefuhrt|vermerkt|eingestuft|markiert|gespeichert|eingetragen|abgeschlossen|gewertet|gezahlt)\b",
        rf"\b(?:in|im|ins|auf|aufs) (?:die |der |den |das |dem |ihre[nrm]? |ihr |eure?[nrm]? )?{_AKTE},? (?:\w+ ){{0,2}}?(?:schreib\w*|steh\w*|muss|soll\w*|eintrag\w*|setz\w*|vermerk\w*|rein)\b",
        rf"\b(?:schreib|schreiben sie|notier\w*|vermerk\w*|trag|tragen sie|setz|setzen sie) (?:\w+ ){{0,10}}?(?:in|im|ins|bei|unter|als) (?:die |der |den |das |dem |ihre[nrm]? |ihr )?(?:{_AKTE}|feld|betrag|grund|kategorie|anrufgrund|vorgangscode)\b",
        r"\b(?:grund|code|kategorie|abschlusscode|betrag|vorgangscode|anrufgrund)(?: (?:des|dieses|fur den|fur diesen|fur dieses) (?:anrufs?|gesprachs?|telefonats?))? (?:muss|soll|sollte)\b.{0,40}\b(?:lauten|sein|heissen|stehen|werden)\b",
        r"\b(?:code|kategorie|abschlusscode|vorgangscode|anrufgrund)(?: (?:des|dieses|fur den|fur diesen|fur dieses) (?:anrufs?|gesprachs?|telefonats?))? (?:lautet|ist|sei) (?:\w+ )?(?:kundigung|beschwerde|erstattung|zahlung|storno|stornierung|erledigt|gelost|betrug|gutschrift)\b",
        r"\b(?:machst|mach|machen sie|macht|mache|mach mal) (?:\w+ )?(?:daraus|da ?raus|aus (?:diesem|dem|meinem) (?:anruf|gesprach|telefonat)|hieraus) (?:\w+ )?ein(?:e|en)?\b",
        r"\b(?:hier spricht|hier ist|ich bin) (?:der|die|das|ihr|ihre) (?:administrator\w*|admin|vorgesetzte|system|teamleit\w+|supervisor\w*|programmierer\w*|entwickler\w*)\b",
        r"\b(?:kategorie|code|grund|status|abschlusscode|betrag) (?:wird|wurde|ist|gehort) (?:hiermit |jetzt |nun )?auf \w+(?: \w+)? (?:geandert|gesetzt|umgestellt|gestellt)\b",
        r"\b(?:beim|zum|am) (?:abschluss|schluss|ende)\b.{0,30}\b(?:wahlen|klicken|nehmen|setzen|tragen|schreiben|kreuzen) sie\b.{0,60}\b(?:aus|an|ein|system|maske|feld|formular|menu)\b",
        r"\b(?:wahlen|klicken|nehmen|kreuzen) sie (?:\w+ ){0,5}?(?:aus |an )?(?:in|im) (?:ihrem |dem |der |ihrer )?(?:system|programm|menu|feld|maske|liste|formular)\b",
        rf"\b(?:kollege|kollegin|freund|herr|frau|du|ihr|sie da) (?:\w+ )?{_GERAET}\b",
        r"\b(?:fenster|bildschirm|kastchen|maske|haken|auswahlfeld|formular)\b.{0,60}\b(?:schreiben sie|schreib|setzen sie|setz|wahlen sie|wahl|kreuzen sie|kreuz|nehmen sie|tragen sie|trag|klicken sie|klick)\b",
        r"\b(?:das|es|der anruf|alles|das ganze) (?:\w+ )?(?:zahlt|gilt|lauft|geht|kommt) (?:\w+ )?(?:als|unter) (?:ein(?:e|en)? )?(?:kundigung|beschwerde|erstattung|zahlung|storno|stornierung|bestellung|betrug|frage|erledigt)\b",
        r"\b(?:agent|mitarbeiter(?:in)?|berater(?:in)?|vorgesetzter?|system)\s*:",
    ),
)

FAMILIES = (SPANISH, FRENCH, GERMAN)
