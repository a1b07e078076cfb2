from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    PEACE_OPERATION = "peace_operation", _("Peace operation")
    UN_FUND_OR_PROGRAMME = "un_fund_or_programme", _("UN fund or programme")
    MULTILATERAL_BANK = "multilateral_bank", _("Multilateral bank")
    REGIONAL_ORGANISATION = "regional_organisation", _("Regional organisation")
    BILATERAL_AGENCY = "bilateral_agency", _("Bilateral agency")
    MINISTRY_OR_PUBLIC_BODY = "ministry_or_public_body", _("Ministry or public body")
    SUB_NATIONAL_AUTHORITY = "sub_national_authority", _("Sub-national authority")
    INGO = "ingo", _("International NGO")
    NATIONAL_NGO_OR_CIVIL_SOCIETY = "national_ngo_or_civil_society", _("National NGO or civil society")
    WOMENS_ORGANISATION = "womens_organisation", _("Women's organisation")
    TRADITIONAL_OR_RELIGIOUS_AUTHORITY = (
        "traditional_or_religious_authority",
        _("Traditional or religious authority"),
    )
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    POOLED_FUND = "pooled_fund", _("Pooled fund")
