"""The catalogue of rules: one module a rule, registered through the same entry point as rules of other packages."""

from doclint.rules.act001 import Act001
from doclint.rules.act002 import Act002
from doclint.rules.act003 import Act003
from doclint.rules.act004 import Act004
from doclint.rules.act005 import Act005
from doclint.rules.act006 import Act006
from doclint.rules.ast001 import Ast001
from doclint.rules.ast002 import Ast002
from doclint.rules.base import Rule
from doclint.rules.clm001 import Clm001
from doclint.rules.clm002 import Clm002
from doclint.rules.clm003 import Clm003
from doclint.rules.clm004 import Clm004
from doclint.rules.clm005 import Clm005
from doclint.rules.clm006 import Clm006
from doclint.rules.clm007 import Clm007
from doclint.rules.clm008 import Clm008
from doclint.rules.doc001 import Doc001
from doclint.rules.epi001 import Epi001
from doclint.rules.epi002 import Epi002
from doclint.rules.epi003 import Epi003
from doclint.rules.epi004 import Epi004
from doclint.rules.epi005 import Epi005
from doclint.rules.gol001 import Gol001
from doclint.rules.gol002 import Gol002
from doclint.rules.gol003 import Gol003
from doclint.rules.gol004 import Gol004
from doclint.rules.phi001 import Phi001
from doclint.rules.skl001 import Skl001
from doclint.rules.skl002 import Skl002
from doclint.rules.skl003 import Skl003
from doclint.rules.tim001 import Tim001
from doclint.rules.tim002 import Tim002
from doclint.rules.tim003 import Tim003
from doclint.rules.tim004 import Tim004
from doclint.rules.tim005 import Tim005
from doclint.rules.tim006 import Tim006
from doclint.rules.tim007 import Tim007

BUILTIN: tuple[type[Rule], ...] = (
    Act001,
    Act002,
    Act003,
    Act004,
    Act005,
    Act006,
    Gol001,
    Gol002,
    Gol003,
    Gol004,
    Ast001,
    Ast002,
    Skl001,
    Skl002,
    Skl003,
    Tim001,
    Tim002,
    Tim003,
    Tim004,
    Tim005,
    Tim006,
    Tim007,
    Clm001,
    Clm002,
    Clm003,
    Clm004,
    Clm005,
    Clm006,
    Clm007,
    Clm008,
    Epi001,
    Epi002,
    Epi003,
    Epi004,
    Epi005,
    Doc001,
    Phi001,
)
"""Every rule class of doclint, in catalogue order."""

__all__ = ["BUILTIN"]
