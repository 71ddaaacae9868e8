"""Words, figures and signs: what a reader sees, and what one hears who does not see."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from iisg.framework.names import LEVELS, PARTNERS
from iisg.site.templatetags import look


def render(source: str, **context: object) -> str:
    return Template("{% load look drawings weave matrix %}" + source).render(Context(context))


def test_dates_and_money_read_as_the_guide_has_them():
    source = "{{ day|day }} | {{ day|month }} | {{ amount|money }} | {{ amount|money:'GBP' }}"
    said = render(source, day=date(2026, 6, 30), amount=Decimal("33303022.40"))
    assert said == "30 Jun 2026 | Jun ’26 | EUR\u00a033,303,022 | GBP\u00a033,303,022"


def test_codes_in_a_sentence_stay_whole_and_the_sentence_stays_escaped():
    sentence = "After “<b>Ports</b> & more” (R-BS-006, N-CT-7K3QZ) EU-funded IPA-III-2021 follows"
    said = render("{{ sentence|whole_codes }}", sentence=sentence)
    whole = '<span class="unbroken">R-BS-006</span>, <span class="unbroken">N-CT-7K3QZ</span>'
    assert said == f"After “&lt;b&gt;Ports&lt;/b&gt; &amp; more” ({whole}) EU-funded IPA-III-2021 follows"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2023, 12, 1), date(2026, 6, 30), "Dec 2023 – Jun 2026"),
        (date(2023, 12, 1), None, "Dec 2023 – no end stated"),
        (None, date(2026, 6, 30), "until Jun 2026"),
        (None, None, "dates not stated"),
    ],
)
def test_a_period_says_which_side_is_not_known(start, end, said):
    assert look.period(start, end) == said


def test_what_is_not_known_is_said():
    source = "{{ n|money }} | {{ n|day }} | {{ n|or_not_stated }} | {{ e|or_not_stated }} | {{ zero|or_not_stated }}"
    said = render(source, n=None, e="", zero=0)
    quiet = '<span class="quiet">not stated</span>'
    assert said == f"not disclosed | not stated | {quiet} | {quiet} | 0"


def test_kosovo_keeps_its_asterisk_as_name_and_as_code():
    assert look.partner_name("XK") == "Kosovo*"
    assert look.partner_code("XK") == "XK*"
    assert look.partner_names(["RS", "XK"]) == "Kosovo*, Serbia"
    assert "XK<" not in look.partner_codes(["XK"]) + look.partner_boxes(["AL"], PARTNERS)


def test_need_letters_come_in_the_order_of_the_process():
    assert look.need_letters(["operational", "legislative"]) == '<abbr title="legislative, operational">LO</abbr>'


def test_factors_show_weights_whole_and_shares_with_two_decimals():
    assert [look.factor(Decimal(x)) for x in ("3", "1.00", "0.87", "0.5")] == ["3", "1.00", "0.87", "0.50"]


@pytest.mark.parametrize("band", ["covered", "partly", "marginal", "none"])
def test_a_sign_says_its_band_once(band):
    alone, beside_its_word = look.sign(band), look.sign(band, "")
    assert f'aria-label="{look.BAND_WORDS[band]}"' in alone
    assert "aria-hidden" in beside_its_word and "aria-label" not in beside_its_word


def test_each_band_has_a_shape_of_its_own():
    assert len(set(look.SIGNS.values())) == 4


def test_a_level_shows_as_many_bars_as_it_closes_doors():
    bars = {code: look.level(code).count('class=""') for code in LEVELS}
    assert bars == {"public": 1, "members": 2, "pillar": 3, "secretariat": 4}
    assert all(LEVELS[code].tlp in look.level(code) for code in LEVELS)


def test_a_name_from_outside_cannot_bring_markup():
    said = render("{% sign 'none' label %}{% include 'components/facts.html' with facts=facts %}",
                  label='"><script>', facts=[("Lead", "<b>x</b>")])  # fmt: skip
    assert "<script>" not in said and "<b>x</b>" not in said


def test_a_navigation_link_is_current_in_its_whole_room_and_nowhere_else():
    request = RequestFactory().get("/projects/")

    class Match:
        view_name = "responses:list"

    request.resolver_match = Match()  # type: ignore[assignment]
    context = Context({"request": request})
    source = "{% load look %}{% nav_link 'A' 'site:projects' 'responses:' %}{% nav_link 'B' 'site:projects' 'needs:' %}"
    linked = '<a href="/projects/" aria-current="page">A</a><a href="/projects/">B</a>'
    assert Template(source).render(context) == linked
