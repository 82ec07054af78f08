"""The audit of a store: its reports checked by themselves and against each other, and what is found."""

from govstats.auditing.audit import AuditResult, audit
from govstats.auditing.choosing import ALL, Choice
from govstats.auditing.listing import Summary, list_findings, require_rules, summarise

__all__ = [
    "ALL",
    "AuditResult",
    "Choice",
    "Summary",
    "audit",
    "list_findings",
    "require_rules",
    "summarise",
]
