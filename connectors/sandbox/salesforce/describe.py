"""Schema → the describe documents, with the keys that clients read in a real org's."""

from typing import Any

from connectors.sandbox.salesforce.schema import TEXT_TYPES, Field, SObject

_SOAP = {"id": "tns:ID", "reference": "tns:ID", "boolean": "xsd:boolean", "int": "xsd:int"}
_SOAP |= {"date": "xsd:date", "datetime": "xsd:dateTime"}
_INT_DIGITS = 8
_BYTES_A_CHARACTER = 3
_MASTER = "012000000000000AAA"


def summary(kind: SObject, root: str) -> dict[str, Any]:
    """An object's entry in the global describe."""
    url = f"{root}/sobjects/{kind.name}"
    return {
        "activateable": False,
        "createable": kind.writable,
        "custom": False,
        "customSetting": False,
        "deletable": kind.writable,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "keyPrefix": kind.prefix,
        "label": kind.label,
        "labelPlural": kind.plural,
        "layoutable": True,
        "mergeable": False,
        "mruEnabled": True,
        "name": kind.name,
        "queryable": True,
        "replicateable": True,
        "retrieveable": True,
        "searchable": True,
        "triggerable": True,
        "undeletable": False,
        "updateable": kind.writable,
        "urls": {"sobject": url, "describe": f"{url}/describe", "rowTemplate": f"{url}/{{ID}}"},
    }


def full(kind: SObject, root: str) -> dict[str, Any]:
    return summary(kind, root) | {
        "childRelationships": [],
        "fields": [_field(field, kind) for field in kind.fields],
        "recordTypeInfos": [
            {
                "active": True,
                "available": True,
                "defaultRecordTypeMapping": True,
                "developerName": "Master",
                "master": True,
                "name": "Master",
                "recordTypeId": _MASTER,
            }
        ],
    }


def _field(field: Field, kind: SObject) -> dict[str, Any]:
    text = field.type in TEXT_TYPES
    return _constants() | {
        "byteLength": field.length * _BYTES_A_CHARACTER if text else field.length,
        "createable": field.create,
        "custom": field.custom,
        "defaultValue": field.default,
        "defaultedOnCreate": field.defaulted,
        "digits": _INT_DIGITS if field.type == "int" else 0,
        "externalId": field.external_id,
        "extraTypeInfo": "plaintextarea" if field.type == "textarea" else None,
        "filterable": field.filterable,
        "groupable": field.filterable,
        "idLookup": field.external_id or field.type == "id",
        "label": field.label,
        "length": field.length,
        "name": field.name,
        "nameField": field.name == kind.name_field,
        "namePointing": len(field.refers) > 1,
        "nillable": field.nillable,
        "permissionable": field.nillable and field.create,
        "picklistValues": [_pick(pick, field) for pick in field.picks],
        "polymorphicForeignKey": len(field.refers) > 1,
        "referenceTo": list(field.refers),
        "relationshipName": field.relationship,
        "restrictedPicklist": field.restricted,
        "soapType": _SOAP.get(field.type, "xsd:string"),
        "sortable": field.filterable,
        "type": field.type,
        "unique": field.unique,
        "updateable": field.update,
    }


def _pick(pick: str, field: Field) -> dict[str, Any]:
    return {
        "active": True,
        "defaultValue": pick == field.default,
        "label": pick,
        "validFor": None,
        "value": pick,
    }


def _constants() -> dict[str, Any]:
    """What is the same for every field of this org."""
    return {
        "aggregatable": True,
        "autoNumber": False,
        "calculated": False,
        "calculatedFormula": None,
        "caseSensitive": False,
        "controllerName": None,
        "defaultValueFormula": None,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "encrypted": False,
        "htmlFormatted": False,
        "inlineHelpText": None,
        "precision": 0,
        "scale": 0,
    }
