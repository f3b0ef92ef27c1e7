"""The demo org's objects as data: the standard fields that after-call work touches, and our custom ones.

Lengths, picklists and what may be set when follow the object reference and real describes of an org.
"""

from connectors.sandbox.salesforce import fields
from connectors.sandbox.salesforce.errors import not_found
from connectors.sandbox.salesforce.schema import Field, SObject

_LOG_TARGETS = ("Account", "Case")
_PEOPLE = ("Contact", "Lead")


_OWNER = Field(
    "OwnerId",
    "reference",
    "Owner ID",
    18,
    nillable=False,
    filled=True,
    refers=("User",),
    relationship="Owner",
)
_KEY = Field("Aftercall_Key__c", "string", "Aftercall Key", 255, external_id=True, unique=True)
_WRAP_UP = (
    _KEY,
    fields.text("Aftercall_Reason__c", "Aftercall Reason"),
    fields.text("Aftercall_Callback_Number__c", "Aftercall Callback Number", 40),
    fields.text("Aftercall_Order_Number__c", "Aftercall Order Number", 80),
    fields.text("Aftercall_Product__c", "Aftercall Product"),
    fields.pick(
        "Aftercall_Sentiment__c", "Aftercall Sentiment", "Positive", "Neutral", "Negative", restricted=True
    ),
)


def _object(
    name: str, plural: str, prefix: str, name_field: str, *own: Field, label: str = "", writable: bool = True
) -> SObject:
    system = (
        Field("Id", "id", f"{name} ID", 18, create=False, update=False, nillable=False, filled=True),
        Field("IsDeleted", "boolean", "Deleted", create=False, update=False, nillable=False, filled=True),
        *own,
        fields.filled("CreatedDate", "datetime", "Created Date"),
        fields.reference("CreatedById", "Created By ID", "User", filled=True),
        fields.filled("LastModifiedDate", "datetime", "Last Modified Date"),
        fields.reference("LastModifiedById", "Last Modified By ID", "User", filled=True),
        fields.filled("SystemModstamp", "datetime", "System Modstamp"),
    )
    return SObject(name, label or name, plural, prefix, system, name_field, writable)


_PERSON = (
    fields.text("FirstName", "First Name", 40),
    fields.required("LastName", "Last Name", 80),
    fields.filled("Name", "string", "Full Name", 121),
)

ACCOUNT = _object(
    "Account",
    "Accounts",
    "001",
    "Name",
    fields.required("Name", "Account Name", 255),
    fields.pick("Type", "Account Type", "Prospect", "Customer", "Partner", "Other"),
    fields.phone("Phone", "Account Phone"),
    Field("Website", "string", "Website", 255),
    fields.text("AccountNumber", "Account Number", 40),
    fields.area("Description", "Account Description"),
    _OWNER,
)
CONTACT = _object(
    "Contact",
    "Contacts",
    "003",
    "Name",
    *_PERSON,
    fields.reference("AccountId", "Account ID", "Account"),
    fields.phone("Phone", "Business Phone"),
    fields.phone("MobilePhone", "Mobile Phone"),
    fields.phone("HomePhone", "Home Phone"),
    fields.phone("OtherPhone", "Other Phone"),
    fields.email(),
    fields.text("MailingStreet", "Mailing Street", 255),
    fields.text("MailingCity", "Mailing City", 40),
    fields.text("MailingPostalCode", "Mailing Zip/Postal Code", 20),
    fields.text("Title", "Title", 128),
    fields.area("Description", "Contact Description"),
    _OWNER,
    # External id without Unique: two records may share it, and then an upsert answers 300.
    Field("Customer_Number__c", "string", "Customer Number", 40, external_id=True),
)
LEAD = _object(
    "Lead",
    "Leads",
    "00Q",
    "Name",
    *_PERSON,
    fields.required("Company", "Company", 255),
    fields.phone("Phone", "Phone"),
    fields.phone("MobilePhone", "Mobile Phone"),
    fields.email(),
    fields.pick(
        "Status", "Status", "Open - Not Contacted", "Working", "Closed", default="Open - Not Contacted"
    ),
    _OWNER,
)
CASE = _object(
    "Case",
    "Cases",
    "500",
    "CaseNumber",
    fields.filled("CaseNumber", "string", "Case Number", 30),
    fields.reference("ContactId", "Contact ID", "Contact"),
    fields.reference("AccountId", "Account ID", "Account"),
    fields.pick("Type", "Case Type", "Question", "Problem", "Request", "Other"),
    fields.pick("Status", "Status", "New", "Working", "Escalated", "Closed", default="New"),
    fields.pick("Reason", "Case Reason", "Billing", "Delivery", "Performance", "Feedback", "Other"),
    fields.pick("Origin", "Case Origin", "Phone", "Email", "Web"),
    fields.text("Subject", "Subject"),
    fields.pick("Priority", "Priority", "High", "Medium", "Low", default="Medium"),
    fields.area("Description", "Description"),
    fields.filled("IsClosed", "boolean", "Closed"),
    fields.filled("ClosedDate", "datetime", "Closed Date"),
    _OWNER,
)
TASK = _object(
    "Task",
    "Tasks",
    "00T",
    "Subject",
    fields.reference("WhoId", "Name ID", *_PEOPLE),
    fields.reference("WhatId", "Related To ID", *_LOG_TARGETS),
    Field(
        "Subject", "combobox", "Subject", 255, picks=("Call", "Email", "Send Letter", "Send Quote", "Other")
    ),
    fields.plain("ActivityDate", "date", "Due Date Only"),
    fields.pick(
        "Status",
        "Status",
        "Not Started",
        "In Progress",
        "Completed",
        "Waiting on someone else",
        "Deferred",
        default="Not Started",
    ),
    fields.pick("Priority", "Priority", "High", "Normal", "Low", default="Normal"),
    _OWNER,
    fields.area("Description", "Description"),
    fields.pick("Type", "Type", "Call", "Email", "Meeting", "Other"),
    fields.reference("AccountId", "Account ID", "Account", filled=True),
    fields.filled("IsClosed", "boolean", "Closed"),
    fields.filled("CompletedDateTime", "datetime", "Completed Date/Time"),
    fields.plain("CallDurationInSeconds", "int", "Call Duration"),
    fields.pick("CallType", "Call Type", "Internal", "Inbound", "Outbound", restricted=True),
    fields.text("CallDisposition", "Call Result"),
    fields.text("CallObject", "Call Object Identifier"),
    fields.plain("ReminderDateTime", "datetime", "Reminder Date/Time"),
    fields.flag("IsReminderSet", "Reminder Set"),
    fields.pick(
        "TaskSubtype",
        "Task Subtype",
        "Task",
        "Email",
        "ListEmail",
        "Cadence",
        "Call",
        "LinkedIn",
        default="Task",
        restricted=True,
        update=False,
    ),
    *_WRAP_UP,
)
VOICE_CALL = _object(
    "VoiceCall",
    "Voice Calls",
    "0LQ",
    "VendorCallKey",
    fields.text("VendorCallKey", "Vendor Call Key", update=False),
    # The state of the call, not a wrap-up code: a client that writes one here meets a restricted list.
    fields.pick(
        "CallDisposition",
        "Call Disposition",
        "new",
        "in-progress",
        "completed",
        restricted=True,
        update=False,
    ),
    fields.pick("CallType", "Call Type", "Inbound", "Outbound", "Internal", "Transfer", update=False),
    fields.pick(
        "CallResolution", "Call Resolution", "Resolved", "Unresolved", "Follow-up", default="Resolved"
    ),
    fields.area("Description", "Description"),
    fields.reference("RelatedRecordId", "Related Record ID", *_PEOPLE, *_LOG_TARGETS),
    fields.reference("ActivityId", "Activity ID", "Task"),
    fields.text("FromPhoneNumber", "Caller Number", 40, update=False),
    fields.text("ToPhoneNumber", "Recipient Number", 40, update=False),
    fields.plain("CallStartDateTime", "datetime", "Call Started"),
    fields.plain("CallEndDateTime", "datetime", "Call Ended"),
    fields.plain("CallDurationInSeconds", "int", "Call Duration"),
    _OWNER,
    *_WRAP_UP,
    label="Voice Call",
)
USER = _object(
    "User",
    "Users",
    "005",
    "Name",
    *_PERSON,
    fields.required("Username", "Username", 80),
    fields.email(),
    Field("IsActive", "boolean", "Active", nillable=False, default=True),
    writable=False,
)

OBJECTS = (ACCOUNT, CASE, CONTACT, LEAD, TASK, USER, VOICE_CALL)
_BY_NAME = {kind.name.lower(): kind for kind in OBJECTS}
_BY_PREFIX = {kind.prefix: kind for kind in OBJECTS}


def find_object(name: str) -> SObject | None:
    return _BY_NAME.get(name.lower())


def the_object(name: str) -> SObject:
    """Raises NOT_FOUND for an object that the org does not have."""
    kind = find_object(name)
    if kind is None:
        raise not_found()
    return kind


def object_of(record_id: str) -> SObject | None:
    """The kind of record that an id's key prefix names."""
    return _BY_PREFIX.get(record_id[:3])
