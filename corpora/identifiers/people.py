"""Surrogates for the notes with identifiers: invented people, places and numbers, none of them anybody's."""

from __future__ import annotations

import random
import string

FIRST = {
    "tuning": "Linda Robert Patricia Walter Dorothy Harold Maria Kenneth Gloria Eugene Nancy Stanley Rosa Vincent Shirley "
    "Darnell Keisha Guadalupe Nguyet Adaeze Oluwaseun Priyanka Siobhan Bjorn Rose Mark Hope Grace Will Faith Art "
    "Dolores Mei Tomasz Fatima Hiroshi Ivana Kwame Lakshmi Joaquin Beatriz Sven Yolanda Clarence".split(),
    "heldout": "Barbara George Margaret Frank Ruth Raymond Teresa Douglas Evelyn Leonard Sandra Albert Lucille Ernest Joyce "
    "Tyrone Latoya Esperanza Thuy Chinonso Babatunde Anjali Niamh Lars June Bill Joy Dawn Chase Drew Pearl "
    "Concepcion Xiuying Wojciech Aisha Kenji Svetlana Kofi Sunita Rafael Graciela Anders Consuelo Rufus".split(),
}
LAST = {
    "tuning": "Testerby Sampleton Mockridge Fauxley Inventano Nonesuch Placeholt Quillfeather Dummerson Fabricant "
    "Pretendham Madeupski Walker Young Bell Rivers O'Fiction McSurrogate Van Noone Smithe-Fable Okonfake Nguyenette".replace(
        "Van Noone", "VanNoone"
    ).split(),
    "heldout": "Examplar Standinsky Ghostwell Notreal Fictavio Blankenfeld Phantomley Moonbright Zerostein Conjurado "
    "Imaginelli Makebelieve Reed Hand Long Fields O'Phantasm McNobody DelaNada Brooks-Untrue Achebogus Tranimagined".split(),
}
CITY = {
    "tuning": "Maple Hollow|Fernwick|Lake Nonesuch|Port Imagine|Brindleton".split("|"),
    "heldout": "Cedar Mirage|Willowsham|Mount Fiction|Fort Pretend|Oakenfalse".split("|"),
}
STREET = {
    "tuning": "Elm Street|Quail Run Rd|Old Mill Lane|W. 14th Ave|Harbor View Dr.".split("|"),
    "heldout": "Juniper Court|N Lantern Blvd|Stony Creek Way|E 3rd St|Meadowlark Ter.".split("|"),
}
EMPLOYER = {
    "tuning": "Fernwick Feed & Seed|Brindleton Elementary|Imagine Motors".split("|"),
    "heldout": "Mirage Lumber Co|Willowsham Post Office|Pretend Airlines".split("|"),
}
STATES = "OH PA TX MN OR GA".split()
MONTHS = "January February March April May June July August September October November December".split()


def person(chance: random.Random, split: str) -> dict[str, str]:
    """What the slots of a note are filled with."""

    def digits(count: int) -> str:
        return "".join(chance.choice(string.digits) for _ in range(count))

    def date() -> tuple[int, int, int]:
        return chance.randint(2024, 2026), chance.randint(1, 12), chance.randint(1, 28)

    first = chance.sample(FIRST[split], 6)
    last = chance.sample(LAST[split], 5)
    line = f"555-01{digits(2)}"
    area = chance.choice(("614", "412", "503", "207"))
    year, month, day = date()
    birth = (chance.randint(1932, 1990), chance.randint(1, 12), chance.randint(1, 28))
    other = date()
    return {
        "pf": first[0],
        "pl": last[0],
        "pi": f"{first[0][0]}.{last[0][0]}.",
        "pm": chance.choice(string.ascii_uppercase),
        "rf": first[1],
        "rl": last[1],
        "tf": first[2],
        "tl": last[2],
        "ti": first[2][0],
        "df": first[3],
        "dl": last[3],
        "of": first[4],
        "ol": last[4],
        "nf": first[5],
        "PF": first[0].upper(),
        "PL": last[0].upper(),
        "TL": last[2].upper(),
        "TF": first[2].upper(),
        "lpf": first[0].lower(),
        "lpl": last[0].lower(),
        "mrn": digits(8),
        "mrnx": f"{chance.choice('AHRM')}{digits(6)}",
        "ph1": f"({area}) {line}",
        "ph2": f"{area}-{line}",
        "ph3": f"{area}.{line.replace('-', '.')}",
        "ph4": line,
        "ph5": f"+1 {area} {line.replace('-', ' ')}",
        "ph6": f"{area}{line.replace('-', '')}",
        "mail": f"{first[0].lower()}.{last[0].lower().replace(chr(39), '')}@example.{chance.choice(('com', 'org', 'net'))}",
        "mail2": f"{first[1].lower()}{digits(2)}@mail.example.com",
        "no": str(chance.randint(11, 9800)),
        "street": chance.choice(STREET[split]),
        "apt": f"{chance.choice(('Apt', 'Unit', '#'))} {chance.randint(2, 40)}",
        "city": chance.choice(CITY[split]),
        "st": chance.choice(STATES),
        "zip": digits(5),
        "zip9": f"{digits(5)}-{digits(4)}",
        "acct": f"{digits(4)}-{digits(6)}",
        "acctx": f"A{digits(9)}",
        "plan": f"W{digits(9)}",
        "mbi": f"1EG4-TE5-MK{digits(2)}",
        "medicaid": digits(12),
        "policy": f"XYZ{digits(9)}",
        "group": digits(6),
        "cert": f"C-{digits(7)}",
        "claimno": f"WC-20{digits(2)}-{digits(5)}",
        "ssn": f"9{digits(2)}-{chance.randint(10, 49)}-{digits(4)}",
        "last4": digits(4),
        "lic": f"PT{digits(6)}",
        "lic2": f"OT.{digits(5)}",
        "npi": f"1{digits(9)}",
        "dlno": f"{chance.choice('RST')}{digits(7)}",
        "plate": f"{''.join(chance.choices('ABCDEFGHJK', k=3))} {digits(4)}",
        "vin": f"1FAKE{digits(6)}TEST{digits(2)}",
        "serial": f"SN{digits(7)}",
        "serial2": f"{''.join(chance.choices('BCDFG', k=2))}-{digits(5)}-{chance.choice('XYZ')}",
        "url": f"https://portal.example.org/pt/{digits(5)}",
        "url2": f"www.{first[0].lower()}-recovers.example.com",
        "ip": f"192.0.2.{chance.randint(2, 250)}",
        "old": str(chance.randint(90, 103)),
        "age": str(chance.randint(34, 88)),
        "birth": f"{birth[1]:02}/{birth[2]:02}/{birth[0]}",
        "birth2": f"{MONTHS[birth[1] - 1][:3]} {birth[2]}, {birth[0]}",
        "birth3": f"{birth[0]}-{birth[1]:02}-{birth[2]:02}",
        "d1": f"{month}/{day}/{year}",
        "d2": f"{month:02}/{day:02}/{year % 100:02}",
        "d3": f"{MONTHS[month - 1]} {day}, {year}",
        "d4": f"{year}-{month:02}-{day:02}",
        "d5": f"{day} {MONTHS[month - 1][:3]} {year}",
        "d6": f"{other[1]}/{other[2]}",
        "d7": f"{MONTHS[other[1] - 1][:3]} {other[2]}",
        "d8": f"{other[1]:02}-{other[2]:02}-{other[0]}",
        "emp": chance.choice(EMPLOYER[split]),
        "min": str(chance.choice((15, 23, 25, 30, 38))),
        "reps": str(chance.choice((5, 8, 10, 12))),
        "lev": chance.choice(("min A", "CGA", "SBA", "mod A")),
    }
