"""Private-use code points under which older software kept characters that Unicode lacked then.

Source: GB 18030-2000, -2005 and -2022, table of the two-byte part. What GBK fonts put at FE50-FEA0 was U+E815-E864;
each has a code point of its own today (䶮 was U+E863)."""

_FE50_TO_FEA0 = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_BLOCKS = (
    (0xE76C, "\u20ac"),
    (0xE78D, "︐︒︑︓︔︕︖︗︘︙"),
    (0xE7C7, "ḿǹ"),
    (0xE7E7, "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻"),
    (0xE815, _FE50_TO_FEA0),
)

TODAYS: dict[int, str] = {first + place: char for first, block in _BLOCKS for place, char in enumerate(block)}
"""Old code point → the character of today, as ``str.translate`` takes it."""
