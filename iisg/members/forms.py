from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from iisg.access.limits import LONGEST_PASSWORD
from iisg.members.passwords import why_not_password_of


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.max_length = field.widget.attrs["maxlength"] = LONGEST_PASSWORD
            field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))

    def clean_oldpassword(self) -> str:
        """Wrong ones are counted here too."""
        given: str = self.cleaned_data["oldpassword"]
        if problem := why_not_password_of(self.user, given):
            raise ValidationError(problem)
        return given
