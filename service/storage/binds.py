"""Parameters that many statements name alike: whose row, which row, and the time."""

from sqlalchemy import BindParameter, bindparam

TENANT: BindParameter[str] = bindparam("tenant")
OF: BindParameter[str] = bindparam("of")
NOW: BindParameter[int] = bindparam("now")
