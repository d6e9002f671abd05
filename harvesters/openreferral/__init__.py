"""Services as Open Referral HSDS 3 describes them, and its UK profile after it."""

from harvesters.openreferral.pages import has_more, is_of_services, services_in
from harvesters.openreferral.service import Services

__all__ = ["Services", "has_more", "is_of_services", "services_in"]
