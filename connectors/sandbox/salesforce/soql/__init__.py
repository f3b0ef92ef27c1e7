"""SOQL, the part of it that clients of after-call work use: tokens → tree → rows."""

from connectors.sandbox.salesforce.soql.run import Found, Soql

__all__ = ["Found", "Soql"]
