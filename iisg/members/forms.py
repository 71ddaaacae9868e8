from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from iisg.access.attempts import TooOften
from iisg.access.limits import LONGEST_PASSWORD
from iisg.members.passwords import is_password_of

WRONG = "This is not your password."


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.max_length = field.widget.attrs["maxlength"] = LONGEST_PASSWORD
            field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))

    def clean_oldpassword(self) -> str:
        """Wrong ones are counted here too: a session that was left open is no way to guess."""
        given: str = self.cleaned_data["oldpassword"]
        try:
            if not is_password_of(self.user, given):
                raise ValidationError(WRONG)
        except TooOften as error:
            raise ValidationError(f"There were too many wrong passwords. {error}") from error
        return given
