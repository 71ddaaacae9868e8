"""What each pillar is about, in words: on the home page, the list of pillars and its own page."""

from types import MappingProxyType
from typing import NamedTuple


class Source(NamedTuple):
    words: str
    address: str


class About(NamedTuple):
    """`aim` and `threads` are drawn from the sources; `in_short` says what the projects of the pillar deal with."""

    title: tuple[str, str]  # two lines, broken where the sense is
    in_short: str
    aim: str
    threads: tuple[str, ...]
    sources: tuple[Source, ...]


ABOUT = MappingProxyType(
    {
        "WBCTi": About(
            title=("Counter-terrorism", "and violent extremism"),
            in_short="Preventing radicalisation, following the money, protecting public places, and bringing people "
            "back from extremism.",
            aim="The Western Balkans Counter-Terrorism Initiative answers terrorism, violent extremism and "
            "radicalisation by joining regional cooperation to what every other actor does. It is the oldest of the "
            "three: it began in 2015 with a plan of action of its own.",
            threads=(
                "Cooperation of several services in preventing extremism, and referral of people at risk",
                "Radicalisation in prisons, online, in schools and in families",
                "People who return from conflict areas",
                "A network of the national coordinators, since June 2018",
                "The joint action plan with the European Union, signed anew on 30 October 2025",
            ),
            sources=(
                Source("IISG, WBCTi", "https://wb-iisg.com/wbcti/"),
                Source("Plan of action 2018–2020", "https://rcc.int/swp/docs/227/final-draft-wbcti-ipa-2018-2020rn"),
                Source(
                    "Network of coordinators, 2018",
                    "https://wbcti.wb-iisg.com/blog/2018/06/21/kick-off-meeting-of-the-western-balkan-regional-network-"
                    "of-national-p-cve-coordinators/",
                ),
                Source(
                    "Joint action plan, 2025",
                    "https://www.agensir.it/quotidiano/2025/10/30/european-commission-the-joint-action-plan-on-"
                    "preventing-and-countering-terrorism-and-violent-extremism-with-the-western-balkans-signed-today",
                ),
            ),
        ),
        "WBCSCi": About(
            title=("Serious and", "organised crime"),
            in_short="Firearms, trafficking, money laundering, drugs and cybercrime: investigating networks and taking "
            "their assets.",
            aim="The Western Balkans Counter Serious Crime Initiative applies the same logic to serious and organised "
            "crime. Its first priorities were prepared by police services, ministries, Europol and UNODC in November "
            "2017.",
            threads=(
                "Policing led by intelligence, and threat assessments by Europol’s method",
                "Money laundering, the financing of terrorism, and financial investigation",
                "Smuggling of migrants",
                "Investigations across borders, and passenger data",
            ),
            sources=(
                Source("IISG, WBCSCi", "https://wb-iisg.com/wbcsci"),
                Source("Priorities, 2017", "https://pccseesecretariat.si/index.php?page=news&item=7&id=926&type=arhiv"),
                Source(
                    "EU policy cycle, 2018",
                    "https://wbcsci.wb-iisg.com/blog/2018/09/12/workshop-for-enhanced-cooperation-with-the-western-"
                    "balkans-within-the-eu-policy-cycle-to-tackle-organised-and-serious-international-crime/",
                ),
            ),
        ),
        "WBBSi": About(
            title=("Border security", ""),
            in_short="Managing the Western Balkan route, passenger data, asylum and return, preparing for Schengen.",
            aim="The Western Balkans Border Security Initiative protects the integrity of borders. It builds on needs "
            "that were identified together with the region, with as much ownership by the region as possible.",
            threads=(
                "Irregular migration and the travel of foreign fighters",
                "Digitalisation of border police work",
                "Risk analysis for the region, and coordinated operations",
            ),
            sources=(
                Source("IISG, WBBSi", "https://wb-iisg.com/wbbsi/"),
                Source(
                    "Chiefs of border police, 2018",
                    "https://wbbsi.wb-iisg.com/blog/2018/02/09/meeting-of-chiefs-of-border-police-services-in-the-wb-"
                    "region-on-the-iisg-and-wbbsi/",
                ),
                Source(
                    "DCAF, regional risk analysis",
                    "https://www.dcaf-ljubljana.si/news/2012/workshop-on-regional-risk-analysis-490",
                ),
            ),
        ),
    }
)
