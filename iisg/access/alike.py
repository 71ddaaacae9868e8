"""A second record of the same name is mostly a mistake: the form asks first. Whoever means it says so."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html


class AsksFirst(forms.Form):
    """For forms that make a record. The template shows the box `again` where `asks_first` is true."""

    again = forms.BooleanField(label="Store it all the same, as a record of its own", required=False)
    asks_first = False

    def ask_first(self, alike: QuerySet[Any]) -> None:
        """These are of the same name, all seen by whoever writes: rows that they may not see ask nothing."""
        found = None if self.cleaned_data.get("again") else alike.first()
        if found is not None:
            self.asks_first = True
            words = 'There is one of this name already: <a href="{}">{}</a>. Open it, or tick this box.'
            self.add_error("again", format_html(words, found.get_absolute_url(), found))
