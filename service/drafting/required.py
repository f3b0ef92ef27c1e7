"""Fields that a call should have told: where it did not, they stand empty and say so."""

from service.domain.content import Doubt, FieldValue, Support
from service.domain.profile import FieldSpec


def missing_field(spec: FieldSpec) -> FieldValue:
    """A place for the agent to fill, in a draft that has no value for a required field."""
    return FieldValue(
        id=f"f-{spec.name}",
        name=spec.name,
        value="",
        support=Support.UNSUPPORTED,
        doubt=Doubt.MISSING,
        crm=spec.crm,
    )
