import datetime
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import TokenScope
from apps.accounts.validators import is_demo_address, refuse_demo_address
from apps.core.constraints import one_of, unique
from apps.core.models import Row


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. What they may do in a mission is a Membership."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), auto_now_add=True)
    weekly_digest = models.BooleanField(_("weekly mail"), default=True)
    reminders = models.BooleanField(_("reminders"), default=True)
    mail_language = models.CharField(_("language of mails"), max_length=10, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message=_("Somebody with this e-mail address is already here."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        refuse_demo_address(self.email)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Ends the sessions of demonstration accounts as soon as the settings show no demonstration."""
        known: str = super()._get_session_auth_hash(secret=secret)
        return f"demo-{known}" if is_demo_address(self.email) and not settings.DEMO else known


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """One's own."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()


class ApiToken(Row):
    """With it a program does what its person may do, as far as `scope` goes. Only a hash of its text is kept.

    `only_mission` is the uuid of the one mission it is for; without it all those of its person. It is no key:
    missions stand above people.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    shown = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, unique=True)
    second_factor = models.BooleanField(default=False)
    scope = models.CharField(
        _("what it may do"), max_length=10, choices=TokenScope.choices, default=TokenScope.READ
    )
    only_mission = models.UUIDField(_("only in one mission"), null=True, blank=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField(_("ends on"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [one_of("scope", TokenScope)]

    def stands(self, now: datetime.datetime) -> bool:
        """Neither withdrawn nor past its last day."""
        return self.withdrawn_at is None and now.date() <= self.expires_on


class SentMail(models.Model):
    """What a person was written about: `what` names a week or a day that was due. It is written once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sent_mails")
    what = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")
        constraints = [
            unique("user", "what", name="once", message=_("This person was written about it already."))
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what}"
