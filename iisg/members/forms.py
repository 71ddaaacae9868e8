from allauth.account.forms import ChangePasswordForm
from django.core.exceptions import ValidationError

from iisg.access.attempts import TooOften
from iisg.members.passwords import is_password_of

WRONG = "This is not your password."


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    def clean_oldpassword(self) -> str:
        """Wrong ones are counted here too: a session that was left open is no way to guess."""
        given: str = self.cleaned_data["oldpassword"]
        try:
            if not is_password_of(self.user, given):
                raise ValidationError(WRONG)
        except TooOften as error:
            raise ValidationError(f"There were too many wrong passwords. {error}") from error
        return given
