#!/usr/bin/env python3
"""Makes the fonts of this folder from the full upstream TTFs.

    pip install fonttools
    python3 subset.py FOLDER_WITH_THE_UPSTREAM_TTFS

The upstream files are looked for anywhere below that folder, by the names in
the table below. See README.md for where they come from.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# What every Latin face carries: Latin to Extended-B and Additional, combining
# marks, Greek (also polytonic), Cyrillic, punctuation, currency signs.
TEXT = (
    "20-24F,2B0-36F,370-3FF,400-52F,1E00-1FFF,2000-20CF,2100-218B,"
    "2212,2215,FB00-FB06,FEFF,FFFD"
)
# Maths, technical signs, shapes and ticks that the UI face draws itself.
SIGNS = "2190-22FF,2300-23FF,2460-24FF,25A0-27BF,2B00-2BFF"
# What a shaper wants in every Indic face: spaces, joiners, the dotted circle.
INDIC = "20,A0,200B-200D,25CC,"
DANDA = "964-965,"

# Features egui can act on. It always shapes with the defaults, so optional
# alternates would only be dead weight. `calt` is left out of the UI face on
# purpose: there it draws "->" as an arrow and "3x4" as a multiplication, which
# is wrong in a field where somebody types a SKU.
UI_FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "rlig"]
ALL_FEATURES = ["*"]

# name here, name upstream, code points (hex), features, tabular figures
FONTS = [
    ("Inter-Regular.ttf", "Inter_400Regular.ttf", f"{TEXT},{SIGNS}", UI_FEATURES, True),
    ("Inter-SemiBold.ttf", "Inter_600SemiBold.ttf", f"{TEXT},{SIGNS}", UI_FEATURES, True),
    ("NotoSansMono-Regular.ttf", "NotoSansMono_400Regular.ttf",
     f"{TEXT},2190-2195,2500-25A1", UI_FEATURES, False),
    ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari_400Regular.ttf",
     INDIC + DANDA + "900-97F,1CD0-1CFF,A830-A839,A8E0-A8FF", ALL_FEATURES, False),
    ("NotoSansGujarati-Regular.ttf", "NotoSansGujarati_400Regular.ttf",
     INDIC + DANDA + "A80-AFF", ALL_FEATURES, False),
    ("NotoSansBengali-Regular.ttf", "NotoSansBengali_400Regular.ttf",
     INDIC + DANDA + "980-9FF", ALL_FEATURES, False),
    ("NotoSansGurmukhi-Regular.ttf", "NotoSansGurmukhi_400Regular.ttf",
     INDIC + DANDA + "A00-A7F", ALL_FEATURES, False),
    ("NotoSansTamil-Regular.ttf", "NotoSansTamil_400Regular.ttf",
     INDIC + DANDA + "B80-BFF", ALL_FEATURES, False),
    ("NotoSansTelugu-Regular.ttf", "NotoSansTelugu_400Regular.ttf",
     INDIC + DANDA + "C00-C7F", ALL_FEATURES, False),
    ("NotoSansKannada-Regular.ttf", "NotoSansKannada_400Regular.ttf",
     INDIC + DANDA + "C80-CFF", ALL_FEATURES, False),
    ("NotoSansMalayalam-Regular.ttf", "NotoSansMalayalam_400Regular.ttf",
     INDIC + DANDA + "D00-D7F", ALL_FEATURES, False),
    ("NotoSansOriya-Regular.ttf", "NotoSansOriya_400Regular.ttf",
     INDIC + DANDA + "B00-B7F", ALL_FEATURES, False),
    ("NotoSansArabic-Regular.ttf", "NotoSansArabic_400Regular.ttf",
     "20,A0,200C-200F,25CC,600-6FF,750-77F,FDF2,FDFA-FDFC,FE70-FEFC", ALL_FEATURES, False),
    ("NotoEmoji-Regular.ttf", "NotoEmoji_400Regular.ttf", "*", ALL_FEATURES, False),
    ("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2_400Regular.ttf",
     "2300-23FF,25A0-27BF,2B00-2BFF", ALL_FEATURES, False),
]

# Ascent and descent of Inter, in em. epaint centres a fallback face on the
# main one by these numbers, so equal numbers put every script on one baseline.
ASCENT, DESCENT = 1984 / 2048, -494 / 2048


def code_points(text, font):
    if text == "*":
        return set(font.getBestCmap())
    points = set()
    for part in text.split(","):
        low, _, high = part.partition("-")
        points.update(range(int(low, 16), int(high or low, 16) + 1))
    return points


def freeze_tabular_figures(font):
    """Let the plain digits be the equally wide ones."""
    wide = {digit: font.getBestCmap()[digit] + ".tf" for digit in range(0x30, 0x3A)}
    assert set(wide.values()) <= set(font.getGlyphOrder())
    for table in font["cmap"].tables:
        table.cmap.update(wide)


def equal_metrics(font):
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT * em), round(DESCENT * em)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, descent, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0


def main():
    source = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).parent
    for name, upstream, text, features, tabular in FONTS:
        font = TTFont(next(source.rglob(upstream)))
        if tabular:
            freeze_tabular_figures(font)
        options = subset.Options(
            layout_features=features,
            hinting=False,
            glyph_names=False,
            notdef_outline=True,
            name_IDs=["*"],
            drop_tables=["STAT", "DSIG", "meta", "vhea", "vmtx"],
        )
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=code_points(text, font))
        subsetter.subset(font)
        equal_metrics(font)
        font.recalcTimestamp = False
        font.save(here / name)


if __name__ == "__main__":
    main()
