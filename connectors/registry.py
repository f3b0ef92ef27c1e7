"""Name → connector, through entry points, built-ins included: the only place that lists vendors.

A package outside adds one under the group `aftercall.telephony`, `aftercall.crm` or `aftercall.llm`; a
built-in keeps its name. A connector is imported when first asked for, so nobody loads an SDK they do not use.

Every failure is a `RegistryError`; none carries a settings value.

RegistryError
├── UnknownConnector    no connector of that name
├── BrokenConnector     one that cannot be imported
└── InvalidSettings     one that does not accept its settings
"""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal, cast, get_type_hints

from pydantic import ValidationError

from connectors.contracts import Codes, Crm, Fetches, LanguageModel, Lists, Telephony
from connectors.errors import Permanent

Kind = Literal["telephony", "crm", "llm"]

# The code by which a connector that validates for itself says so.
BAD_SETTINGS = "bad_settings"
BUILT_IN: Mapping[Kind, Mapping[str, str]] = {
    "telephony": {
        "aircall": "connectors.telephony.aircall:connect",
        "amazon_connect": "connectors.telephony.amazon_connect:connect",
        "dialpad": "connectors.telephony.dialpad:connect",
        "generic": "connectors.telephony.generic:connect",
        "genesys_cloud": "connectors.telephony.genesys_cloud:connect",
        "ringcentral": "connectors.telephony.ringcentral:connect",
        "twilio": "connectors.telephony.twilio:connect",
        "vcon": "connectors.telephony.vcon:connect",
        "webex": "connectors.telephony.webex:connect",
        "zoom": "connectors.telephony.zoom:connect",
    },
    "crm": {"salesforce": "connectors.crm.salesforce:connect"},
    "llm": {"openai": "connectors.llm.openai:connect"},
}

ABILITIES: Mapping[str, type] = {"fetch": Fetches, "list": Lists, "code": Codes}
"""What a telephony adapter may do beyond reading deliveries."""


class RegistryError(Exception):
    """Base: `kind` and `name` of the connector that was asked for."""

    def __init__(self, kind: Kind, name: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(kind, name, details)
        self.kind = kind
        self.name = name
        self.details = details


class UnknownConnector(RegistryError):
    def __str__(self) -> str:
        return f"no {self.kind} connector {self.name!r}; there are: {', '.join(self.known)}"

    @property
    def known(self) -> tuple[str, ...]:
        return self.details


class BrokenConnector(RegistryError):
    def __str__(self) -> str:
        return f"the {self.kind} connector {self.name!r} cannot be loaded"


class InvalidSettings(RegistryError):
    """`problems` name settings and what is wrong with them, never their values: some are secrets."""

    def __str__(self) -> str:
        return f"settings of the {self.kind} connector {self.name!r}: {'; '.join(self.problems)}"

    @property
    def problems(self) -> tuple[str, ...]:
        return self.details


def telephony(name: str, settings: Mapping[str, Any] | None = None) -> Telephony:
    return cast("Telephony", _connect("telephony", name, settings or {}))


def crm(name: str, settings: Mapping[str, Any]) -> Crm:
    return cast("Crm", _connect("crm", name, settings))


def llm(name: str, settings: Mapping[str, Any]) -> LanguageModel:
    return cast("LanguageModel", _connect("llm", name, settings))


def names(kind: Kind) -> tuple[str, ...]:
    return tuple(sorted({*BUILT_IN[kind], *entry_points(group=_group(kind)).names}))


def abilities(name: str) -> frozenset[str] | None:
    """Which of `ABILITIES` a telephony adapter has, by the class that its `connect` says it returns.

    So neither secrets nor settings are needed. None where it names no class, and needs settings to be asked.
    """
    connect = _load("telephony", name)
    made = connect if isinstance(connect, type) else _returned(connect)
    if isinstance(made, type) and made is not Telephony:
        return frozenset(able for able, protocol in ABILITIES.items() if issubclass(made, protocol))
    try:
        adapter = telephony(name)
    except InvalidSettings:
        return None
    return frozenset(able for able, protocol in ABILITIES.items() if isinstance(adapter, protocol))


def _returned(connect: Any) -> Any:
    try:
        return get_type_hints(connect).get("return")
    except (NameError, TypeError):  # names that only a type checker sees, or no function
        return None


def _group(kind: Kind) -> str:
    return f"aftercall.{kind}"


def _connect(kind: Kind, name: str, settings: Mapping[str, Any]) -> Any:
    connect = _load(kind, name)
    try:
        return connect(settings)
    except ValidationError as error:
        # The validation error itself prints the values it refuses.
        raise InvalidSettings(kind, name, _problems(error)) from None
    except Permanent as error:
        if error.code != BAD_SETTINGS:
            raise
        found = tuple(f"{issue.field or 'settings'}: {issue.message}" for issue in error.issues)
        raise InvalidSettings(kind, name, found or (BAD_SETTINGS,)) from None


def _problems(error: ValidationError) -> tuple[str, ...]:
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return tuple(f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}" for item in found)


def _load(kind: Kind, name: str) -> Any:
    entry = _entry(kind, name)
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        raise BrokenConnector(kind, name) from error


def _entry(kind: Kind, name: str) -> EntryPoint:
    built_in = BUILT_IN[kind].get(name)
    if built_in:
        return EntryPoint(name, built_in, _group(kind))
    for entry in entry_points(group=_group(kind), name=name):
        return entry
    raise UnknownConnector(kind, name, names(kind))
