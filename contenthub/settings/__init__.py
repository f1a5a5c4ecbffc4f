"""Every setting there is, as it is in force: what all parts of the program ask for.

``table`` says what each setting means, ``parsers`` what a value may be, ``places`` where values
stand, ``names`` which names are ours, and ``reading`` puts them together.
"""

from contenthub.settings.table import SECRET_VARIABLES, SPECS, Settings

__all__ = ["SECRET_VARIABLES", "SPECS", "Settings"]
